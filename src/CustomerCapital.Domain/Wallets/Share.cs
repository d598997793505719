using System.Numerics;

namespace CustomerCapital.Domain.Wallets;

/// <summary>An exact share, 0 to 1, as a part of a whole: thirds add up.</summary>
internal readonly record struct Share(BigInteger Part, BigInteger Whole)
{
    /// <summary>All of it.</summary>
    public static readonly Share All = new(1, 1);

    /// <summary>Nothing of it.</summary>
    public static readonly Share Nothing = new(0, 1);

    /// <summary>One decimal of another, of at most four places each.</summary>
    public static Share Of(decimal part, decimal whole) => new(new(part * WalletAmount.Scale), new(whole * WalletAmount.Scale));

    /// <summary>The share of an amount, rounded to so many decimals.</summary>
    public WalletAmount Of(WalletAmount amount, int decimals, WalletRounding rounding)
    {
        var step = WalletAmount.Step(decimals);
        var (steps, rest) = BigInteger.DivRem(amount.Units * Part, Whole * step);
        return new((long)(rounding == WalletRounding.Up && rest > 0 ? steps + 1 : steps) * step);
    }

    /// <summary>A share of a share.</summary>
    public static Share operator *(Share left, Share right) => new(left.Part * right.Part, left.Whole * right.Whole);
}
