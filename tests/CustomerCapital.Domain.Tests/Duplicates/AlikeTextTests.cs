using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;

namespace CustomerCapital.Domain.Tests.Duplicates;

/// <summary>Texts that one person is likely to have typed have one form; others do not.</summary>
public sealed class AlikeTextTests
{
    [Theory]
    [InlineData("anna@example.org", "Anna@Example.ORG")]
    [InlineData("anna@example.org", "anna@exam\u00ADple.org")]
    [InlineData("anna@example.org", "\uFEFFanna@example.org")]
    [InlineData("anna@example.org", "an\u200Bna@example.org")]
    [InlineData("anna@example.org", "anna @example.org")]
    [InlineData("anna@example.org", "anna\u00A0@example.org")]
    [InlineData("anna@example.org", "ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ")]
    [InlineData("anna@example.org", "𝐀nn𝒶@example.org")]
    [InlineData("anna@example.org", "ánná@example.org")]
    [InlineData("a\u0301nna", "ánna")]
    [InlineData("office-7", "oﬀice-⁷")]
    [InlineData("office-7", "office-𝟟")]
    [InlineData("office-7", "ⓞffice-⑦")]
    [InlineData("k-1", "\u212A-1")]
    public void Of_texts_that_look_alike_is_one_form(string one, string other) => Assert.Equal(AlikeText.Of(one), AlikeText.Of(other));

    [Theory]
    [InlineData("anna@example.org", "anne@example.org")]
    [InlineData("anna@example.org", "anna@example.com")]
    [InlineData("c-1", "c1")]
    [InlineData("c-1", "c-11")]
    public void Of_other_texts_is_another_form(string one, string other) => Assert.NotEqual(AlikeText.Of(one), AlikeText.Of(other));

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("\u200B\u2060")]
    public void Of_nothing_that_is_seen_is_null(string text) => Assert.Null(AlikeText.Of(text));

    [Fact]
    public void Of_the_key_by_which_a_text_is_found_is_that_of_the_text()
    {
        var random = new Random(106);
        const string characters = "aAbB@.-_ 1,\u00AD\u200B\u00E9\u0301\uFB03\uFF21\u2460\u24B6ßIİıſΣς";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => characters[random.Next(characters.Length)])]);
            if (SearchKeys.PrefixOf(text) is { } key) Assert.Equal(AlikeText.Of(text), AlikeText.Of(key));
        }
    }

    [Fact]
    public void Of_a_form_is_that_form()
    {
        foreach (var text in (string[])["Ánna Ｂ@exam\u00ADple.org", "𝐀𝟟⑦ ﬃ", "ΆΣ ёЙ"]) Assert.Equal(AlikeText.Of(text), AlikeText.Of(AlikeText.Of(text)!));
    }
}
