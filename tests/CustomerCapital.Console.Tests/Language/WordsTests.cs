using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.ConsolePages.Tests.Language;

/// <summary>What is said in one language is said in all, and what the pages say there is.</summary>
public sealed partial class WordsTests
{
    private static readonly ConsoleLanguage English = ConsoleLanguage.All[0];

    public static TheoryData<string> Languages => [.. ConsoleLanguage.All.Select(language => language.Tag)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Keys_are_those_of_every_other_language(string tag) => Assert.Equal(English.Keys, ConsoleLanguage.Of(tag)!.Keys);

    [Theory]
    [MemberData(nameof(Languages))]
    public void Words_are_not_empty_and_have_the_places_of_every_other_language(string tag)
    {
        var language = ConsoleLanguage.Of(tag)!;
        foreach (var key in English.Keys)
        {
            Assert.True(language[key].Trim() is { Length: > 0 } word && word == language[key], $"{tag}: '{key}' is empty, or has blanks around it.");
            Assert.True(PlacesOf(language[key]).SetEquals(PlacesOf(English[key])), $"{tag}: '{key}' has the places {string.Join(' ', PlacesOf(language[key]))}, and in English {string.Join(' ', PlacesOf(English[key]))}.");
        }
    }

    [Fact]
    public void Keys_that_the_sources_name_exist()
    {
        var named = Sources.Named().ToList();
        Assert.True(named.Count > 300, $"Only {named.Count} keys were found in the sources: how they are spoken has changed.");

        Assert.Empty(named.Where(one => English.Find(one.Key) is null).Select(one => $"{one.File}: {one.Key}").ToList());
    }

    [Fact]
    public void Values_of_every_enumeration_that_is_spoken_have_their_word()
    {
        Assert.Contains(typeof(CampaignStatus), SpokenEnums.All);

        Assert.Empty(SpokenEnums.All.Append(typeof(EffectLimit)).SelectMany(type => Enum.GetNames(type).Select(value => $"{type.Name}.{value}")).Where(key => English.Find(key) is null).ToList());
    }

    [Fact]
    public void Segments_have_words_for_every_field_and_operator()
    {
        Assert.Empty(Capabilities.FieldsOfSegments.Keys.Select(name => "field." + name).Where(key => English.Find(key) is null).ToList());
        Assert.Empty(Enum.GetNames<SegmentOperator>().Select(name => "operator." + JsonNamingPolicy.CamelCase.ConvertName(name)).Where(key => English.Find(key) is null).ToList());
    }

    [Fact]
    public void Words_are_all_spoken_somewhere()
    {
        var (literals, beginnings, enums) = (Sources.Literals(), Sources.Beginnings(), SpokenEnums.All.Append(typeof(EffectLimit)).Select(type => type.Name + ".").ToHashSet());

        var unspoken = English.Keys.Where(key =>
            !literals.Contains(key) && !literals.Contains(Ending().Replace(key, "")) && !enums.Any(name => key.StartsWith(name, StringComparison.Ordinal))
            && !beginnings.Any(beginning => key.StartsWith(beginning, StringComparison.Ordinal)));
        Assert.Empty(unspoken);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Counts_that_may_be_one_stand_after_their_nouns(string tag) =>
        Assert.All((string[])["program.advocate", "program.fan", "program.lapse", "rewards.raffle"], key => Assert.DoesNotMatch(@"\{\d\} \p{L}", ConsoleLanguage.Of(tag)![key]));

    [Fact]
    public void Fields_and_outcomes_that_have_words_exist()
    {
        Assert.Empty(Keys("outcome.").Except(Enum.GetNames<OfferOutcome>()));
        Assert.Empty(Keys("event.").Except(Capabilities.All.SelectMany(capability => capability.Events.Select(known => known.Name))));
    }

    [Fact]
    public void Notices_and_failures_have_their_words()
    {
        foreach (var notice in (string[])["saved", "recorded", "scheduled", "paused", "resumed", "cancelled", "completed", "requested", "opened", "frozen", "drawn"]) Assert.NotNull(English.Find("done." + notice));
        foreach (var failure in (string[])["stale", "bad", "overloaded", "unavailable", "unreadable", "bought", "fault", "missing"])
        {
            Assert.NotNull(English.Find($"failure.{failure}.title"));
            Assert.NotNull(English.Find($"failure.{failure}.do"));
        }
    }

    private static IEnumerable<string> Keys(string beginning) => English.Keys.Where(key => key.StartsWith(beginning, StringComparison.Ordinal)).Select(key => key[beginning.Length..]);

    private static HashSet<string> PlacesOf(string word) => [.. Place().Matches(word).Select(found => found.Groups[1].Value)];

    [GeneratedRegex(@"\{(\d+)(?:[,:][^}]*)?\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\.(one|many)$")]
    private static partial Regex Ending();
}
