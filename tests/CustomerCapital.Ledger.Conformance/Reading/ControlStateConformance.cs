namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>Named documents with versions.</summary>
public abstract class ControlStateConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task ReadControlAsync_of_an_unknown_name_is_null() => Assert.Null(await Ledger.ReadControlAsync("policy"));

    [Fact]
    public async Task WriteControlAsync_counts_versions_up_from_1_for_each_name()
    {
        await Ledger.WriteControlAsync("policy", """{"a":"ü"}""", 0);
        Assert.Equal(new("""{"a":"ü"}""", 1), await Ledger.ReadControlAsync("policy"));
        await Ledger.WriteControlAsync("policy", "{}", 1);
        Assert.Equal(new("{}", 2), await Ledger.ReadControlAsync("policy"));
        await Ledger.WriteControlAsync("Policy", "[]", 0);

        Assert.Equal(new("{}", 2), await Ledger.ReadControlAsync("policy"));
        Assert.Equal(new("[]", 1), await Ledger.ReadControlAsync("Policy"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task WriteControlAsync_that_expects_another_version_conflicts_and_writes_nothing(long expected)
    {
        await Ledger.WriteControlAsync("policy", "1", 0);
        await Ledger.WriteControlAsync("policy", "2", 1);

        await Assert.ThrowsAsync<VersionConflictException>(() => Ledger.WriteControlAsync("policy", "3", expected));

        Assert.Equal(new("2", 2), await Ledger.ReadControlAsync("policy"));
    }

    [Fact]
    public async Task WriteControlAsync_of_an_unknown_name_that_expects_a_version_conflicts()
    {
        await Assert.ThrowsAsync<VersionConflictException>(() => Ledger.WriteControlAsync("policy", "{}", 1));

        Assert.Null(await Ledger.ReadControlAsync("policy"));
    }

    [Fact]
    public async Task WriteControlAsync_of_64_that_expect_the_same_version_writes_exactly_one()
    {
        await Ledger.WriteControlAsync("policy", "-1", 0);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(at =>
            Task.Run(() => Record.ExceptionAsync(() => Ledger.WriteControlAsync("policy", $"{at}", 1)))));

        Assert.Equal(63, outcomes.Count(outcome => outcome is VersionConflictException));
        Assert.Equal(new($"{Array.IndexOf(outcomes, null)}", 2), await Ledger.ReadControlAsync("policy"));
    }
}
