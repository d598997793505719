using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.ConsolePages.Charts;

/// <summary>Geometry as SVG writes it.</summary>
internal static class Svg
{
    /// <summary>A length with a point before at most one decimal, whatever the reader's language.</summary>
    public static string Of(double length) => Math.Round(length, 1).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A cell's value as a number; null where it is none.</summary>
    public static double? Number(object? value) => value switch
    {
        long number => number,
        int number => number,
        double number when double.IsFinite(number) => number,
        decimal number => (double)number,
        DerivedAmount amount => (double)amount.ToDecimal(),
        Money amount => (double)amount.ToDecimal(),
        WalletAmount amount => (double)amount.ToDecimal(),
        _ => null,
    };
}
