using CustomerCapital.Faults.Tests.Loads;
using CustomerCapital.Faults.Tests.Proofs;

namespace CustomerCapital.Faults.Tests.ShortForm;

/// <summary>What the proof rests on must see a loss, a gap, a doubling and a second receipt.</summary>
public sealed class ProofTests
{
    [Fact]
    public void Read_of_an_export_counts_each_natural_id_and_names_each_gap()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file,
        [
            """{"policy":{}}""",
            Entry("ada", 1, "purchase:p1"), Entry("ada", 2, "purchase:p2"), Entry("ada", 4, "purchase:p1"),
            """{"entry":{"customerId":"bob","sequence":1,"event":{"type":"customer_registered"}}}""",
            """{"entries":4}""",
        ]);

        var entries = ExportedEntries.Read(file);
        File.Delete(file);

        Assert.Equal(1, entries.Doubled);
        Assert.Equal("ada has an entry 4 after 2", Assert.Single(entries.Gaps));
        Assert.Equal([(2, 4L), (1, 2L), (0, 0L), (1, 0L), (0, 0L)],
            [entries.Of("ada", "purchase:p1"), entries.Of("ada", "purchase:p2"), entries.Of("bob", "purchase:p1"), entries.Of("bob", null), entries.Of("ada", null)]);
    }

    [Fact]
    public void Answer_twice_is_right_only_as_a_repeat_with_the_first_receipt()
    {
        var intent = new Intent("ada", "purchase", "purchase:p1", "");

        Assert.Equal((true, null), intent.Answer(accepted: true, "one"));
        Assert.Equal((false, null), intent.Answer(accepted: false, "one"));
        Assert.Equal((false, "ada purchase:p1 has two receipts: one and two"), intent.Answer(accepted: false, "two"));
        Assert.Equal((false, "ada purchase:p1 was accepted twice"), intent.Answer(accepted: true, "one"));
    }

    [Fact]
    public void LeaveUnknown_after_an_answer_changes_nothing()
    {
        var (open, answered) = (new Intent("ada", "purchase", "purchase:p1", ""), new Intent("ada", "purchase", "purchase:p2", ""));
        answered.Answer(accepted: true, "one");

        open.LeaveUnknown();
        answered.LeaveUnknown();

        Assert.Equal((true, false), (open.WasUnknown, answered.WasUnknown));
    }

    [Fact]
    public void Compare_of_rewards_sees_points_and_uses_that_are_missing_or_doubled_and_a_limit_that_was_exceeded()
    {
        var (file, journal) = (Path.GetTempFileName(), new Journal());
        File.WriteAllLines(file,
        [
            Voucher("ONCE-1", 1, "voucher_issued"), Voucher("ONCE-1", 2, "voucher_use_confirmed"), Voucher("ONCE-1", 3, "voucher_use_confirmed"), Voucher("ONCE-1", 4, "voucher_use_reversed"),
            Voucher("ONCE-2", 1, "voucher_use_confirmed"), Voucher("ONCE-2", 2, "voucher_use_reversed"), Voucher("ONCE-3", 1, "voucher_use_confirmed"),
            """{"entry":{"customerId":"ada","sequence":1,"event":{"type":"purchase_recorded","movements":[{"wallet":"points","balance":"1.50"},{"wallet":"points","balance":"-2.25"}]},"naturalId":"purchase:p1"}}""",
        ]);
        Intent Bought(string id, string code, int uses = 1) => journal.Add(new("ada", "purchase", "purchase:" + id, "") { Points = -225, Voucher = code, Uses = uses });
        journal.Acknowledge(Bought("p1", "ONCE-1"), accepted: true, "one");
        journal.Acknowledge(journal.Add(new("bob", "purchase", "purchase:p2", "") { Points = 100, Voucher = "ONCE-2", Uses = 1 }), accepted: true, "two");
        Bought("p1", "ONCE-3").Refuse("");

        var entries = ExportedEntries.Read(file);
        File.Delete(file);

        Assert.Empty(entries.Gaps);
        Assert.Equal(
        [
            "bob has 0 hundredths of points, the client's sum is 100",
            "ONCE-2 was used 0 times, the client's sum is 1",
            "ONCE-3 was used 1 times, the client's sum is 0",
            "ONCE-1 was used 2 times at once, which is more than it can be",
            "ada purchase:p1 was refused, and is recorded",
        ], RewardsProof.Compare(entries, journal));
    }

    private static string Voucher(string code, int sequence, string type) =>
        $$"""{"entry":{"customerId":{"kind":2,"key":"{{code}}"}, "sequence":{{sequence}}, "event":{"type":"{{type}}","whole":true} } }""";

    private static string Entry(string customer, int sequence, string naturalId) =>
        $$$"""{"entry":{"customerId":"{{{customer}}}","sequence":{{{sequence}}},"event":{"type":"purchase_recorded"},"naturalId":"{{{naturalId}}}"}}""";
}
