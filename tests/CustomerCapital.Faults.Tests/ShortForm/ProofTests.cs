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

    private static string Entry(string customer, int sequence, string naturalId) =>
        $$$"""{"entry":{"customerId":"{{{customer}}}","sequence":{{{sequence}}},"event":{"type":"purchase_recorded"},"naturalId":"{{{naturalId}}}"}}""";
}
