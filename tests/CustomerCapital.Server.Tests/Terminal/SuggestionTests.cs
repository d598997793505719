using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Tests.Terminal;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("sreve", "serve")]
    [InlineData("SERVE", "serve")]
    [InlineData("rep", "report")]
    [InlineData("repots", "report")]
    [InlineData("re", null)]
    [InlineData("purchase", null)]
    [InlineData("", null)]
    public void Of_is_the_nearest_word_where_one_is_near(string typed, string? meant) => Assert.Equal(meant, Suggestion.Of(typed, ["serve", "report", "demo"]));
}
