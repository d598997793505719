using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;

namespace CustomerCapital.Domain.Tests.Customers;

public sealed class LanguageTagTests
{
    [Theory]
    [InlineData("de", "de", "de")]
    [InlineData("DE-at", "de-AT", "de")]
    [InlineData("de_AT", "de-AT", "de")]
    [InlineData("ZH-HANT-tw", "zh-Hant-TW", "zh")]
    [InlineData("mn-cYRL-mn", "mn-Cyrl-MN", "mn")]
    [InlineData("en-CA-x-CA", "en-CA-x-ca", "en")] // The example of RFC 5646, 2.1.1.
    [InlineData("sgn-BE-fr", "sgn-BE-FR", "sgn")]
    [InlineData("x-DE", "x-de", "x")]
    [InlineData("Deutsch", "deutsch", "deutsch")]
    [InlineData("İ-客", "İ-客", "İ")]
    public void Canonical_and_primary_are_those_of_the_tag(string tag, string canonical, string primary)
    {
        Assert.Equal(canonical, LanguageTag.Canonical(tag));
        Assert.Equal(canonical, LanguageTag.Canonical(canonical));
        Assert.Equal(primary, LanguageTag.Primary(tag));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", null, null)]
    [InlineData(" ", null, null)]
    [InlineData("-AT", "-AT", null)]
    [InlineData("de-AT", "de-AT", "de")]
    public void Field_is_without_a_value_where_nothing_is_registered(string? registered, string? language, string? primary)
    {
        var state = Registration.Part.Set(ActorState.New("ada"), new() { Profile = new() { Language = registered } });

        Assert.Equal((language, primary), (CustomerFields.Language.Of(state), CustomerFields.PrimaryLanguage.Of(state)));
    }
}
