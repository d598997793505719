using CustomerCapital.ConsolePages.Forms;
using CustomerCapital.ConsolePages.Language;

namespace CustomerCapital.ConsolePages.Tests.Forms;

public sealed class FieldLabelsTests
{
    [Theory]
    [InlineData("budget.grants", "editor.grants")]
    [InlineData("campaigns[0].limits.perCustomer", "editor.times")]
    [InlineData("schedule.cron", "editor.cron")]
    [InlineData("quietHours.from", "editor.quietfrom")]
    [InlineData("rewards[12].name", "field.name")]
    [InlineData("member.withinDays", "Rung.Member")]
    [InlineData("holdoutPercent", "editor.holdout")]
    public void Of_is_the_label_of_the_name_or_of_a_part_of_it_in_every_language(string field, string key) =>
        Assert.All(ConsoleLanguage.All, language => Assert.Equal(language[key], FieldLabels.Of(language, field)));

    [Fact]
    public void Of_a_field_that_the_console_does_not_know_is_nothing() => Assert.Null(FieldLabels.Of(ConsoleLanguage.All[0], "value.zzz"));
}
