using System.Globalization;

namespace CustomerCapital.Domain.Ladder;

/// <summary>The share of the customers of a rung who move up one rung.</summary>
/// <param name="Rung">The rung that they leave.</param>
/// <param name="Share">In [0, 1].</param>
public sealed record MovedShare(Rung Rung, decimal Share);

/// <summary>Which shares of the rungs a step-up moves.</summary>
/// <param name="Share">Share of the rungs that are not chosen, in [0, 1].</param>
/// <param name="Chosen">Shares of chosen rungs; empty for none.</param>
public sealed record MovedShares(decimal Share, IReadOnlyList<MovedShare> Chosen)
{
    /// <summary>All of every rung.</summary>
    public static readonly MovedShares Everyone = new(1, []);

    /// <summary>Reads a share, such as <c>0.1</c>, or shares of chosen rungs, such as <c>buyer:0.1,customer:0.2</c>, each rung once; nobody of the other rungs then moves.</summary>
    /// <returns>False where the text is neither, or a share is not 0 to 1.</returns>
    public static bool TryParse(string text, out MovedShares shares)
    {
        shares = Everyone;
        if (TryShare(text, out var share))
        {
            shares = new(share, []);
            return true;
        }

        var chosen = new List<MovedShare>();
        foreach (var part in text.Split(','))
        {
            if (part.Split(':') is not [var name, var moved] || !RungNames.All.TryGetValue(name, out var rung) || chosen.Exists(other => other.Rung == rung) || !TryShare(moved, out share)) return false;
            chosen.Add(new(rung, share));
        }

        shares = new(0, chosen);
        return true;
    }

    private static bool TryShare(string text, out decimal share) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share) && share is >= 0 and <= 1;
}
