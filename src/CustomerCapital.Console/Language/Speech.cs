using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.ConsolePages.Language;

/// <summary>Says things to one reader: words in the reader's language, numbers and days in its manner, moments by the program's clocks.</summary>
/// <param name="language">The reader's language.</param>
/// <param name="policy">For the currency, and the decimals of wallets.</param>
/// <param name="calendar">The program's.</param>
public sealed class Speech(ConsoleLanguage language, ProgramPolicy policy, ProgramCalendar calendar)
{
    /// <summary>What stands where there is nothing to say.</summary>
    public const string Nothing = "–";

    /// <summary>The reader's language.</summary>
    public ConsoleLanguage Language => language;

    /// <summary>The program's calendar.</summary>
    public ProgramCalendar Calendar => calendar;

    /// <summary>The program's currency, such as EUR; empty where the policy names none.</summary>
    public string Currency => policy.Currency ?? "";

    /// <summary>A word or sentence.</summary>
    public string this[string key] => language[key];

    /// <summary>A sentence with its places filled.</summary>
    public string Say(string key, params object?[] values) => string.Format(language.Culture, language[key], values);

    /// <summary>A sentence of a count: the key with <c>.one</c> where the count is 1, else with <c>.many</c>. Its place 0 is the count.</summary>
    public string Count(string key, long count, params object?[] more) => Say(key + (count == 1 ? ".one" : ".many"), [Number(count), .. more]);

    /// <summary>A value of an enumeration: the word of <c>Type.Value</c>.</summary>
    public string Word<TEnum>(TEnum value) where TEnum : struct, Enum => language[$"{typeof(TEnum).Name}.{value}"];

    /// <summary>Yes or no.</summary>
    public string Word(bool value) => language[value ? "yes" : "no"];

    public string Number(long value) => value.ToString("N0", language.Culture);

    public string Number(decimal value, int decimals) => value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), language.Culture);

    /// <summary>An amount of a wallet, with as many decimals as the policy counts that wallet in; of a wallet that it does not name any more, with those that the amount has.</summary>
    public string Number(string wallet, WalletAmount amount) => policy.Wallets.FirstOrDefault(rule => rule.Name == wallet) is { } rule
        ? Number(amount.ToDecimal(), rule.Decimals)
        : amount.ToDecimal().ToString("#,0.####", language.Culture);

    public string Number(double? value, int decimals) => value is { } known && double.IsFinite(known) ? known.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), language.Culture) : Nothing;

    /// <summary>An amount in the program's currency, to the cent.</summary>
    public string Money(DerivedAmount? amount) => amount is { } known ? $"{known.ToDecimal().ToString("N2", language.Culture)} {Currency}".TrimEnd() : Nothing;

    /// <summary>An amount in the program's currency, to the cent.</summary>
    public string Money(Money? amount) => amount is { } known ? Money((DerivedAmount)known) : Nothing;

    /// <summary>An amount in whole units of the currency: for figures that are read at a glance.</summary>
    public string Round(DerivedAmount? amount) => amount is { } known ? $"{known.ToDecimal().ToString("N0", language.Culture)} {Currency}".TrimEnd() : Nothing;

    /// <summary>A ratio as a percentage with one decimal.</summary>
    public string Percent(double? ratio) => ratio is { } known && double.IsFinite(known) ? Percentage(known, "N1") : Nothing;

    public string Percent(decimal? ratio) => Percent((double?)ratio);

    /// <summary>A ratio as a percentage.</summary>
    /// <param name="ratio">Finite.</param>
    /// <param name="format">Of the percentage's number.</param>
    public string Percentage(double ratio, string format) => string.Format(CultureInfo.InvariantCulture, language.PercentFormat, (ratio * 100).ToString(format, language.Culture));

    public string Month(Month? month) => month is { } known ? new DateTime(known.Year, known.Number, 1).ToString("MMM yyyy", language.Culture) : Nothing;

    public string Day(DateOnly? day) => day?.ToString(language.DayFormat, language.Culture) ?? Nothing;

    /// <summary>The local day of a moment.</summary>
    public string Day(DateTimeOffset? moment) => moment is { } known ? Day(calendar.DayOf(known)) : Nothing;

    /// <summary>A moment by the program's clocks, to the minute.</summary>
    public string Moment(DateTimeOffset? moment) => moment is { } known ? Moment(calendar.ToLocal(known).DateTime) : Nothing;

    /// <summary>A moment in local time, to the second.</summary>
    public string Second(DateTimeOffset moment) => calendar.ToLocal(moment).DateTime.ToString(language.DayFormat + ", HH:mm:ss", language.Culture);

    /// <summary>A moment that is local already.</summary>
    public string Moment(DateTime local) => local.ToString(language.DayFormat + ", HH:mm", language.Culture);
}
