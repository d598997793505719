using System.Globalization;

namespace CustomerCapital.Server.Importing;

/// <summary>What an import of purchases came to.</summary>
internal sealed class ImportSummary
{
    public long Rows { get; set; }

    public long Purchases { get; set; }

    public long Returns { get; set; }

    /// <summary>Purchases and returns that were there before.</summary>
    public long Known { get; set; }

    /// <summary>Customers of whom something was recorded.</summary>
    public long Customers { get; set; }

    /// <summary>Purchases and returns handled so far, whatever came of them.</summary>
    public long Handled => Purchases + Returns + Known;

    /// <summary>Prints figures under each other, numbers to the right, and the time they took.</summary>
    public static void Print(IReadOnlyList<(string What, long Count)> figures, TimeSpan elapsed)
    {
        var numbers = figures.Select(figure => figure.Count.ToString("N0", CultureInfo.InvariantCulture)).ToList();
        var width = numbers.Max(number => number.Length);
        foreach (var (figure, number) in figures.Zip(numbers)) Console.WriteLine($"{number.PadLeft(width)}  {figure.What}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s"));
    }
}
