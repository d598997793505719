namespace CustomerCapital.Server.Importing.Reading;

/// <summary>Names of currencies that can be meant in one way only.</summary>
internal static class CurrencyName
{
    /// <summary>The ISO code of a name; another name in capital letters, for whoever judges it.</summary>
    public static string? Of(string? name) => name?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "€" or "EURO" or "EUROS" => "EUR",
        "£" => "GBP",
        "US$" or "US DOLLAR" => "USD",
        "A$" or "AU$" => "AUD",
        "C$" or "CA$" => "CAD",
        "R$" => "BRL",
        "₹" => "INR",
        var code => code,
    };
}
