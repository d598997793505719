using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Gateway.Tests.Requests;

public sealed class RequestIdTests
{
    [Theory]
    [InlineData("till-7:2026.11/28~x_1+a=@b")]
    [InlineData("0199b3c0-7a51-7c3e-9d56-0b8f3f1f2a3b")]
    public async Task Sound_id_of_the_caller_comes_back_in_answers_and_problems(string id)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.PutAsync("/v1/customers/ada", "{}", ("X-Request-Id", id));
        var problem = await server.PutAsync("/v1/customers/ada", "[", ("X-Request-Id", id));

        Assert.Equal(id, answer.Header("X-Request-Id"));
        Assert.Equal(id, problem.AssertProblem(400, "malformed").Json.GetProperty("requestId").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\\nbreak\"")]
    [InlineData(null)]
    public async Task Other_id_is_replaced_by_a_new_one(string? id)
    {
        await using var server = await GatewayServer.StartAsync();

        var answers = new[] { await SendAsync(), await SendAsync() };

        Assert.All(answers, answer => Assert.Matches("^[0-9a-f]{32}$", answer.Header("X-Request-Id")));
        Assert.NotEqual(answers[0].Header("X-Request-Id"), answers[1].Header("X-Request-Id"));

        Task<Answer> SendAsync() => server.PutAsync("/v1/customers/ada", "{}", id is null ? [] : [("X-Request-Id", id)]);
    }

    [Fact]
    public async Task Id_of_more_than_128_characters_is_replaced()
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal(new string('a', 128), (await server.PutAsync("/v1/customers/ada", "{}", ("X-Request-Id", new string('a', 128)))).Header("X-Request-Id"));
        Assert.Matches("^[0-9a-f]{32}$", (await server.PutAsync("/v1/customers/ada", "{}", ("X-Request-Id", new string('a', 129)))).Header("X-Request-Id"));
    }

    [Fact]
    public async Task Fault_is_logged_with_the_id_that_its_problem_names()
    {
        await using var server = await GatewayServer.StartAsync(new InMemoryLedger(), engine => new FaultyCapital(engine));

        (await server.PutAsync("/v1/customers/ada", "{}", ("X-Request-Id", "till-7"))).AssertProblem(500, "internal_error");

        Assert.Contains("PUT /v1/customers/ada failed, request till-7", Assert.Single(server.Complaints), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/policy", 200)]
    [InlineData("/v1/cohorts", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/v1/customers/ada", 404)]
    [InlineData("/nowhere", 404)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task Json_ends_with_one_line_break(string path, int status)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.GetAsync(path);

        Assert.Equal((status, true), (answer.Status, answer.EndsWithLineBreak));
        Assert.False(answer.Text.EndsWith('\n'));
    }

    private sealed class FaultyCapital(ICustomerCapital inner) : ICustomerCapital
    {
        public IPolicy Policy => inner.Policy;

        public DateTimeOffset Now => inner.Now;

        public ICustomer Customer(ActorId actor) => inner.Customer(actor);

        public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands) => throw new InvalidOperationException("A bug.");

        public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => inner.AskAsync(question, cancellation);
    }
}
