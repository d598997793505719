using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Privacy;

/// <summary>The audit log is written on while an erasure reads it: whatever is done is done only once it is written there.</summary>
public sealed class ErasureBesideTests : IAsyncLifetime
{
    private const string Person = "nora-planted";
    private const string Other = "otto-planted";

    private readonly FakeTimeProvider _time = new(new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new() { Sandbox = true }, _time);
        await _ledger.KeepBoughtAsync(true);
        foreach (var customer in new[] { Person, Other }) await _host.ExecuteAsync(customer, [new RegisterCustomer { Name = customer }]);
        await RecordAsync("before", Person);
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Log_is_written_on_while_an_erasure_reads_it_and_what_came_meanwhile_is_erased_too()
    {
        var (begun, gate) = HoldFirstRead(AuditChain.Actor);
        var erasing = _host.AskAsync(new EraseCustomer(Person, "request-1", "maria", null));
        await begun;

        await RecordAsync("meanwhile", Person);
        Assert.False(erasing.IsCompleted);
        gate.SetResult();
        await erasing;
        await _host.SettleAsync();

        var log = await ReadAsync(AuditChain.Actor);
        Assert.Equal(2, log.Count(entry => entry.NaturalId is "before" or "meanwhile"));
        AssertWithout(log, Person);
        Assert.Null((await AuditCheck.RunAsync((after, limit) => _ledger.ReadEntriesAsync(AuditChain.Actor, after, limit))).Fault);
        Assert.Equal([], (await _host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    [Fact]
    public async Task Answer_does_not_wait_for_a_long_log_and_the_erasure_goes_on()
    {
        var (begun, gate) = HoldFirstRead(AuditChain.Actor);
        var wanted = new EraseCustomer(Person, "request-1", "maria", null) { AnswersSoon = true };
        var asking = _host.AskAsync(wanted);
        await begun;
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((ErasureStatus.Pending, 0), ((await asking).Erasure!.Status, (await asking).Erasure!.WaitsFor.Count));
        var again = _host.AskAsync(wanted);
        gate.SetResult();

        Assert.Equal(ErasureStatus.Done, (await again).Erasure!.Status);
        AssertWithout(await ReadAsync(AuditChain.Actor), Person);
    }

    /// <remarks>A call that takes long is made again beside itself, up to six times.</remarks>
    [Fact]
    public async Task Copies_of_a_call_read_the_log_once()
    {
        var (begun, gate) = HoldFirstRead(AuditChain.Actor);
        var command = Forget(Person);
        var copies = Enumerable.Range(0, 5).Select(_ => _host.Customer(AuditChain.Actor).ExecuteAsync([command])).ToList();
        await begun;
        gate.SetResult();

        foreach (var copy in copies) Assert.Equal(OutcomeStatus.Accepted, (await copy)[0].Status);
        AssertWithout(await ReadAsync(AuditChain.Actor), Person);
        Assert.Single(await ReadAsync(AuditChain.Actor), entry => entry.Event is Audited { Record.Action: ForgetPerson.AuditAction });
    }

    /// <remarks>An entry that names both, read before one of them was taken out, would bring that one back.</remarks>
    [Fact]
    public async Task What_was_read_before_another_erasure_is_not_written_back()
    {
        string[] both = [Person, Other];
        var group = DuplicateGroup.ActorOf(DuplicateGroup.IdOf(both));
        Assert.NotNull((await _host.Customer(group).ExecuteAsync([new DecideDuplicates { CustomerIds = both, Verdict = DuplicateVerdict.NotTheSame }]))[0].Receipt);
        var (begun, gate) = HoldFirstRead(group);

        var first = _host.Customer(group).ExecuteAsync([Forget(Person)]);
        await begun;
        Assert.Equal(OutcomeStatus.Accepted, (await _host.Customer(group).ExecuteAsync([Forget(Other)]))[0].Status);
        gate.SetResult();

        Assert.Equal(OutcomeStatus.Accepted, (await first)[0].Status);
        foreach (var customer in both) AssertWithout(await ReadAsync(group), customer);
    }

    [Fact]
    public async Task What_another_erasure_has_taken_out_of_the_log_meanwhile_is_not_taken_out_again()
    {
        var (begun, gate) = HoldFirstRead(AuditChain.Actor);
        var (first, second) = (Forget(Person), Forget(Person) with { ErasureId = "second" });

        var slow = _host.Customer(AuditChain.Actor).ExecuteAsync([first]);
        await begun;
        Assert.Equal(OutcomeStatus.Accepted, (await _host.Customer(AuditChain.Actor).ExecuteAsync([second]))[0].Status);
        gate.SetResult();

        Assert.Equal(OutcomeStatus.Unchanged, (await slow)[0].Status);
        var log = await ReadAsync(AuditChain.Actor);
        AssertWithout(log, first.ErasedId);
        Assert.Equal(AuditedPerson.Erased(second.ErasedId), ((Audited)log[0].Event).Record.Person! with { PersonHash = null });
    }

    [Fact]
    public async Task Records_of_somebody_whose_id_holds_the_persons_stay_as_they_are()
    {
        await RecordAsync("of another", Person + "-2");
        var before = await ReadAsync(AuditChain.Actor);

        Assert.Equal(OutcomeStatus.Accepted, (await _host.Customer(AuditChain.Actor).ExecuteAsync([Forget(Person)]))[0].Status);
        Assert.Equal(OutcomeStatus.Unchanged, (await _host.Customer(AuditChain.Actor).ExecuteAsync([Forget(Person)]))[0].Status);

        var after = await ReadAsync(AuditChain.Actor);
        Assert.Equal(LedgerJson.EncodeWhole(before[1]), LedgerJson.EncodeWhole(after[1]));
        Assert.Equal(3, after.Count);
        Assert.Equal([], (await _host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    private static ForgetPerson Forget(string customer) => new() { ErasureId = "of-" + customer.Length, CustomerId = customer, ErasedId = ErasedId.Of(Guid.NewGuid()) };

    /// <summary>Holds what the first read of an actor's entries has found.</summary>
    /// <returns>Completes when it is held; and what lets it go on.</returns>
    private (Task Begun, TaskCompletionSource Gate) HoldFirstRead(ActorId actor)
    {
        var (begun, gate, reads) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        _ledger.AfterReadEntries = read =>
        {
            if (read != actor || Interlocked.Increment(ref reads) > 1) return Task.CompletedTask;
            begun.SetResult();
            return gate.Task;
        };
        return (begun.Task, gate);
    }

    private async Task RecordAsync(string recordId, string customer)
    {
        var record = new AuditRecord("key:office", "makeLink") { Person = AuditedPerson.Of(customer, new byte[AuditedPerson.SaltSize]), Status = 200 };
        Assert.NotNull((await _host.Customer(AuditChain.Actor).ExecuteAsync([new RecordAudit { RecordId = recordId, Record = record }]))[0].Receipt);
    }

    private static void AssertWithout(IReadOnlyList<Entry> entries, string customer) =>
        Assert.All(entries, entry => Assert.DoesNotContain(customer, LedgerJson.EncodeWhole(entry), StringComparison.Ordinal));

    private Task<IReadOnlyList<Entry>> ReadAsync(ActorId actor) => _ledger.Inner.ReadEntriesAsync(actor, 0, 1_000);
}
