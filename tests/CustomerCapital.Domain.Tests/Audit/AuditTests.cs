using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Audit;

public sealed class AuditTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_record_has_the_hash_that_follows_from_it_and_from_the_one_before()
    {
        var random = new Random(7);
        var scenario = new CustomerScenario(new ProgramPolicy { Currency = "EUR" }, AuditChain.Actor);
        for (var i = 0; i < 200; i++) scenario.By(scenario.Now.AddSeconds(random.Next(100))).When(new RecordAudit { RecordId = $"r{i}", Record = Random(random) });
        var hash = "";
        foreach (var entry in scenario.Entries)
        {
            var audited = Assert.IsType<Audited>(entry.Event);
            Assert.Equal(audited.Record.HashAfter(hash, entry.Sequence, entry.OccurredAt), audited.Hash);
            hash = audited.Hash;
        }

        Assert.Equal(200, scenario.Entries.Count);
        Assert.Equal(hash, AuditChain.Part.Of(scenario.State).Hash);
        Assert.Equal(scenario.State, scenario.Entries.Aggregate(ActorState.New(scenario.State.Id), (state, entry) => Decider.Evolve(state, entry, scenario.Program.Calendar)));
    }

    [Fact]
    public void Whatever_of_a_record_is_changed_changes_its_hash()
    {
        var record = new AuditRecord("key:a", "putPolicy") { Target = "/v1/policy", Address = "10.0.0.1", Status = 200, RequestId = "r", Changes = [new("a", "1", "2")] };
        AuditRecord[] others =
        [
            record with { By = "key:b" }, record with { Action = "putPolicz" }, record with { Target = null }, record with { Address = "10.0.0.2" }, record with { Status = 0 }, record with { RequestId = "r2" },
            record with { Count = 2 }, record with { MoreChanges = 1 }, record with { Changes = [] }, record with { Changes = [new("a", "1", null)] }, record with { Changes = [new("a", null, "1")] },
            record with { Changes = [new("a", "1", "2"), new("a", "1", "2")] },
            // What moves from one field to the next reads differently too.
            record with { By = "key:aaction:9:putPolicy" }, record with { By = "key:", Action = "aputPolicy" },
        ];

        string[] hashes = [record.HashAfter("", 1, At), record.HashAfter("0", 1, At), record.HashAfter("", 2, At), record.HashAfter("", 1, At.AddTicks(10)), .. others.Select(other => other.HashAfter("", 1, At))];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], record.HashAfter("", 1, At.ToOffset(TimeSpan.FromHours(2))));
    }

    [Fact]
    public void Hash_of_a_known_record_stays_what_it_was() =>
        Assert.Equal("971d7f627a026a066b9a02cee53a0a320cb77f43aa6b895dd6aa87f77527bf24", new AuditRecord("key:a", "putPolicy") { Target = "/v1/policy", Address = "10.0.0.1", Status = 200, RequestId = "r", Changes = [new("a", "1", "2")] }.HashAfter("", 1, At));

    private static AuditRecord Random(Random random) => new($"key:{random.Next(3)}", random.Next(2) == 0 ? "putPolicy" : "createKey")
    {
        Target = random.Next(2) == 0 ? null : "/v1/policy", Status = random.Next(2) * 200, RequestId = $"q{random.Next(9)}", Count = 1 + random.Next(5),
        Changes = [.. Enumerable.Range(0, random.Next(4)).Select(at => new AuditChange($"field/{at}", random.Next(2) == 0 ? null : "1", "2"))],
    };
}
