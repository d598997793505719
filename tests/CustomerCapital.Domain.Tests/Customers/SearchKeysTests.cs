using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;

namespace CustomerCapital.Domain.Tests.Customers;

/// <summary>By which texts customers are found.</summary>
public sealed class SearchKeysTests
{
    [Theory]
    [InlineData("C-17", null, null, new[] { "c-17" })]
    [InlineData("c", "Anna Rossi", "Anna.Rossi@Example.ORG", new[] { "anna rossi", "anna.rossi@example.org", "c", "rossi anna" })]
    [InlineData("c", "Rossi,  Anna", null, new[] { "anna rossi", "c", "rossi anna" })]
    [InlineData("c", "Anna Maria Rossi", null, new[] { "anna maria rossi", "anna rossi", "c", "maria rossi anna", "rossi anna maria" })]
    [InlineData("c", "ANNA", "", new[] { "anna", "c" })]
    [InlineData("anna", "Anna", "anna", new[] { "anna" })]
    [InlineData("c", "Zoë Müller-Groß", null, new[] { "c", "muller-gross zoe", "zoe muller-gross" })]
    [InlineData("c", "Ｂｊöｒｋ", null, new[] { "bjork", "c" })]
    [InlineData("c", "Жанна Ёлкина", null, new[] { "c", "елкина жанна", "жанна елкина" })]
    [InlineData("c", "Søren Łódź İ", null, new[] { "c", "i soren lodz", "lodz i soren", "soren i", "soren lodz i" })]
    [InlineData("c", "Νίκος", null, new[] { "c", "νικοσ" })]
    [InlineData("c", "  ,  ", " ", new[] { "c" })]
    public void Of_has_the_id_the_address_and_the_name_from_each_word_on(string id, string? name, string? email, string[] expected) =>
        Assert.Equal(expected, SearchKeys.Of(Known(id, name, email)));

    [Fact]
    public void Of_a_customer_of_whom_nothing_is_known_has_none() => Assert.Empty(SearchKeys.Of(ActorState.New("c")));

    [Fact]
    public void Of_another_actor_has_none() => Assert.Empty(SearchKeys.Of(ActorState.New(new ActorId(ActorKind.VoucherCode, "c")) with { KnownSince = DateTimeOffset.UnixEpoch }));

    [Fact]
    public void Of_a_long_name_has_a_bounded_number_of_bounded_keys()
    {
        var keys = SearchKeys.Of(Known("c", string.Join(' ', Enumerable.Range(0, 50).Select(word => $"w{word:00}"))));

        Assert.Equal(9, keys.Count);
        Assert.All(keys, key => Assert.InRange(key.Length, 1, SearchKeys.LengthLimit));
        Assert.Contains(keys, key => key.StartsWith("w49 w00", StringComparison.Ordinal));
        Assert.DoesNotContain(keys, key => key.StartsWith("w20", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    public void Of_a_long_text_cuts_no_character_in_two(int before)
    {
        var key = SearchKeys.Of(Known(new string('a', before) + "𐐨𐐨")).Single();

        Assert.Equal(new string('a', before), key);
    }

    [Theory]
    [InlineData(" Rossi ", "rossi")]
    [InlineData("rossi, anna", "rossi anna")]
    [InlineData("MÜLLER", "muller")]
    [InlineData("Mu\u0308ller", "muller")]
    [InlineData("\u0308", null)]
    [InlineData(" , ", null)]
    [InlineData("", null)]
    [InlineData("И\u0306", "и")]
    [InlineData("Ё", "е")]
    [InlineData("ＡＢ\u3000Ｃ", "ab c")]
    public void PrefixOf_has_the_form_of_keys(string text, string? expected) => Assert.Equal(expected, SearchKeys.PrefixOf(text));

    [Theory]
    [InlineData("ros")]
    [InlineData("rossi a")]
    [InlineData("ANNA ROSSI")]
    [InlineData("anna m")]
    [InlineData("Maria Rossi")]
    [InlineData("anna.rossi@")]
    [InlineData("K17")]
    public void PrefixOf_a_beginning_finds_the_customer(string text)
    {
        var prefix = SearchKeys.PrefixOf(text)!;

        Assert.Contains(
            SearchKeys.Of(Known("k17", "Anna Maria Rossi", "anna.rossi@example.org")),
            key => string.CompareOrdinal(key, prefix) >= 0 && string.CompareOrdinal(key, SearchKeys.EndOf(prefix)) < 0);
    }

    [Fact]
    public void PrefixOf_what_is_no_character_has_it_not()
    {
        Assert.Equal("a\uFFFD", SearchKeys.PrefixOf("a\uD800"));
        Assert.Equal("a", SearchKeys.PrefixOf("a\U0010FFFF\uFDD0"));
    }

    [Fact]
    public void MayDiffer_after_the_register_changed_alone()
    {
        var before = Known("c", "Anna");

        Assert.False(SearchKeys.MayDiffer(before, before with { Sequence = 2 }));
        Assert.True(SearchKeys.MayDiffer(before, Known("c", "Anne")));
        Assert.True(SearchKeys.MayDiffer(ActorState.New("c"), before));
    }

    private static ActorState Known(string id, string? name = null, string? email = null) => Registration.Part.Set(
        ActorState.New(id) with { Sequence = 1, KnownSince = DateTimeOffset.UnixEpoch }, new() { Profile = new() { Name = name, Email = email } });
}
