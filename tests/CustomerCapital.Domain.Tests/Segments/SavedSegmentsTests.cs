using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Segments;

/// <summary>Segments that are saved under names, and name each other.</summary>
public sealed class SavedSegmentsTests
{
    private const string Condition = """{"field":"orders","operator":"atLeast","value":2}""";

    [Fact]
    public void Expand_puts_what_is_saved_in_its_place()
    {
        var saved = Given(("regulars", Condition), ("absent", """{"not":{"field":"lastPurchaseAt","operator":"atLeast","value":{"daysAgo":90}}}"""), ("lost", """{"all":[{"segment":"regulars"},{"segment":"absent"}]}"""));

        var expanded = saved.Expand(Of("""{"any":[{"segment":"lost"},{"field":"lapsed","operator":"equals","value":true}]}"""), out var faults);

        Assert.Empty(faults);
        Assert.Equal(
            """{"any":[{"all":[""" + Condition + """,{"not":{"field":"lastPurchaseAt","operator":"atLeast","value":{"daysAgo":90}}}]},{"field":"lapsed","operator":"equals","value":true}]}""",
            SegmentJson.Write(expanded!));
        Assert.False(SavedSegments.AreNamedIn(expanded!));
    }

    [Fact]
    public void Expand_of_one_that_is_not_there_says_its_name()
    {
        Assert.Null(SavedSegments.None.Expand(Of("""{"not":{"segment":"lost"}}"""), out var faults));

        Assert.Equal(new FieldFault("", "There is no saved segment 'lost'."), Assert.Single(faults));
    }

    [Theory]
    [InlineData("a", """{"segment":"a"}""", "The saved segment 'a' names itself: 'a' names 'a'.")]
    [InlineData("a", """{"any":[{"not":{"segment":"c"}}]}""", "The saved segment 'c' names itself: 'c' names 'b' names 'a' names 'c'.")]
    [InlineData("a", """{"segment":"d"}""", "There is no saved segment 'd'.")]
    public void With_refuses_what_names_itself_or_nobody(string name, string json, string message)
    {
        var saved = Given(("a", Condition), ("b", """{"segment":"a"}"""), ("c", """{"all":[{"segment":"b"}]}"""));

        Assert.Null(saved.With(name, Of(json), 9, out var faults));

        Assert.Equal(new FieldFault("segment", message), Assert.Single(faults));
    }

    [Fact]
    public void With_refuses_what_would_make_one_that_names_it_too_large_or_too_deep()
    {
        var saved = Given(("a", Condition), ("b", $$"""{"all":[{{string.Join(",", Enumerable.Repeat(Condition, 90))}},{"segment":"a"}]}"""), ("c", """{"not":{"not":{"not":{"segment":"a"}}}}"""));

        Assert.Null(saved.With("a", Of($$"""{"all":[{{string.Join(",", Enumerable.Repeat(Condition, 9))}}]}"""), 9, out var tooLarge));
        Assert.Null(saved.With("a", Of("{\"not\":{\"not\":{\"not\":" + Condition + "}}}"), 9, out var tooDeep));

        Assert.StartsWith("The saved segment 'b' names it, and would be at fault: Is too large: with the saved segments that it names", Assert.Single(tooLarge).Message, StringComparison.Ordinal);
        Assert.StartsWith("The saved segment 'c' names it, and would be at fault: Nests too deep:", Assert.Single(tooDeep).Message, StringComparison.Ordinal);
        Assert.NotNull(saved.With("a", Of("{\"not\":{\"not\":" + Condition + "}}"), 9, out _));
    }

    [Fact]
    public void Expand_of_what_doubles_again_and_again_ends_at_the_limit()
    {
        var saved = Given(Enumerable.Range(0, 60).Select(i => ($"s{i}", i == 0 ? Condition : $$"""{"any":[{"segment":"s{{i - 1}}"},{"segment":"s{{i - 1}}"}]}""")).Take(5).ToArray());
        var deep = new SavedSegments([.. Enumerable.Range(0, SavedSegments.CountLimit).Select(i => new SavedSegment($"s{i}", Of(i == 0 ? Condition : $$"""{"any":[{"segment":"s{{i - 1}}"},{"segment":"s{{i - 1}}"}]}"""), i + 1))]);

        Assert.NotNull(saved.Expand(Of("""{"segment":"s4"}"""), out _));
        Assert.Null(deep.Expand(Of("""{"segment":"s199"}"""), out var faults));
        Assert.StartsWith("Nests too deep", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_holds_the_limits_of_number_and_bytes()
    {
        var many = new SavedSegments([.. Enumerable.Range(0, SavedSegments.CountLimit).Select(i => new SavedSegment($"s{i:000}", Of(Condition), i + 1))]);
        Assert.Null(many.With("one more", Of(Condition), 999, out var tooMany));
        Assert.Equal("Is one too many: at most 200 segments are saved; delete one first.", Assert.Single(tooMany).Message);
        Assert.NotNull(many.With("s000", Of("""{"all":[]}"""), 999, out _));

        Assert.Null(SavedSegments.None.With("a", Sized(16_385), 1, out var tooLong));
        Assert.Equal(new FieldFault("segment", "Has 16385 bytes; a saved segment has at most 16384."), Assert.Single(tooLong));
        Assert.NotNull(SavedSegments.None.With("a", Sized(16_384), 1, out _));

        var full = new SavedSegments([.. Enumerable.Range(0, 16).Select(i => new SavedSegment($"s{i}", Sized(16_384), i + 1))]);
        Assert.Null(full.With("t", Of(Condition), 99, out var tooMuch));
        Assert.Equal($"With it, all saved segments would have {262_144 + Condition.Length} bytes; they have at most 262144.", Assert.Single(tooMuch).Message);
        Assert.NotNull(full.With("s3", Of(Condition), 99, out _));
    }

    [Fact]
    public void UsersOf_are_all_that_name_it_by_whichever_way()
    {
        var saved = Given(("a", Condition), ("b", """{"segment":"a"}"""), ("c", """{"not":{"segment":"b"}}"""), ("d", Condition));

        Assert.Equal(["b", "c"], saved.UsersOf("a"));
        Assert.Empty(saved.UsersOf("d"));
        Assert.Equal(["a", "b", "c"], saved.Without("d").Saved.Select(one => one.Name));
    }

    [Fact]
    public void Segment_that_names_one_is_refused_until_it_is_expanded()
    {
        Assert.Throws<ArgumentException>(() => SegmentRule.Of(Of("""{"not":{"segment":"a"}}""").At(DateTimeOffset.UnixEpoch, new("UTC"))));

        var belongs = SegmentRule.Of(Given(("a", Condition)).Expand(Of("""{"not":{"segment":"a"}}"""), out _)!);
        Assert.True(belongs(ActorState.New("ada"), new()));
    }

    [Fact]
    public void Encoded_and_decoded_again_saved_segments_are_the_same_with_what_a_newer_version_added()
    {
        var saved = Given(("a", Condition), ("ö/b", """{"segment":"a"}"""));
        var json = LedgerJson.Encode(saved);

        Assert.Equal(saved, LedgerJson.DecodeSegments(json));
        var newer = json.Replace("\"version\":1", "\"version\":1,\"owner\":\"eva\"", StringComparison.Ordinal);
        Assert.NotEqual(json, newer);
        Assert.Equal(newer, LedgerJson.Encode(LedgerJson.DecodeSegments(newer)));
    }

    private static SavedSegments Given(params (string Name, string Json)[] segments)
    {
        var (saved, version) = (SavedSegments.None, 0);
        foreach (var (name, json) in segments)
        {
            saved = saved.With(name, Of(json), ++version, out var faults)!;
            Assert.Empty(faults);
        }

        return saved;
    }

    private static Segment Of(string json)
    {
        var segment = SegmentJson.Read(json, out var faults);
        Assert.Empty(faults);
        return segment!;
    }

    /// <summary>A segment whose JSON has so many bytes.</summary>
    private static Condition<string> Sized(int bytes)
    {
        var values = Enumerable.Repeat(new string('x', 190), 80).ToList();
        var segment = Domain.Customers.CustomerFields.AcquisitionChannel.Where(SegmentOperator.In, [.. values, "y"]);
        var missing = bytes - SegmentJson.Write(segment).Length;
        for (; missing > 150; missing -= 153) values.Add(new string('z', 150));
        segment = Domain.Customers.CustomerFields.AcquisitionChannel.Where(SegmentOperator.In, [.. values, new string('y', 1 + missing)]);
        Assert.Equal(bytes, SegmentJson.Write(segment).Length);
        return segment;
    }
}
