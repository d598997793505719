using System.Net;
using System.Text;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Serving;

/// <summary>What the program writes to its output names nobody, whatever callers send, as long as nothing is broken.</summary>
public sealed class LogOutputTests : IDisposable
{
    private const string Id = "zanzi.quell@planted.example";

    private static readonly string[] Planted = [Id, "Zanzibarina", "+41 79 555 01 23", "Plantweg", "second.quell", "1987-06-05", "planted"];

    private readonly ProgramRun _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Output_of_serve_names_no_person_who_is_registered_refused_merged_or_erased()
    {
        var url = ServerProcess.FreeUrl();
        using var server = ServerProcess.Start(_folder.Database, "serve", "--url", url);
        await server.LineAsync("Serving");
        using var client = new HttpClient { BaseAddress = new(url + "v1/") };
        var (customer, guest) = ("customers/" + Uri.EscapeDataString(Id), "customers/second.quell%40planted.example");

        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Put, customer, $$"""{"name":"Zanzibarina Quellwasser","email":"{{Id}}","phone":"+41 79 555 01 23","postalAddress":"Plantweg 77","birthDate":"1987-06-05"}"""));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Post, customer + "/purchases", """{"purchaseId":"planted-1","amount":"12.00"}"""));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Post, customer + "/feedback", """{"feedbackId":"planted-2","nps":3,"comment":"planted comment"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(HttpMethod.Post, customer + "/purchases", """{"purchaseId":"planted-1","amount":"13.00"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(HttpMethod.Post, customer + "/purchases", """{"purchaseId":"planted-3","amount":"planted"}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(HttpMethod.Post, customer + "/returns", """{"returnId":"planted-4","purchaseId":"planted-none"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(HttpMethod.Get, guest, null));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Post, "commands", $$$"""{"customerId":"{{{Id}}}","command":{"type":"purchase","purchaseId":"planted-5","amount":"1.00"}}""" + "\n" + """{"planted":"line"}""", "application/x-ndjson"));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Post, guest + "/purchases", """{"purchaseId":"planted-6","amount":"1.00"}"""));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Post, guest + "/merges", $$"""{"mergeId":"m","intoCustomerId":"{{Id}}","reason":"planted"}"""));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Post, customer + "/erase", """{"erasureId":"request-1","by":"maria","reason":"planted reason"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(HttpMethod.Get, customer, null));

        await server.TerminateAsync();
        var (code, output) = await server.OutputAsync();

        Assert.Equal(0, code);
        foreach (var value in Planted) Assert.DoesNotContain(value, output, StringComparison.OrdinalIgnoreCase);

        async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? body, string mediaType = "application/json")
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType) };
            using var answer = await client.SendAsync(request);
            _ = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode;
        }
    }
}
