using System.Globalization;

namespace CustomerCapital.Server.Importing;

/// <summary>What an import of purchases came to. Every row is recorded, known, skipped or rejected.</summary>
internal sealed class ImportSummary
{
    /// <summary>Rows of the file that are not empty.</summary>
    public long Rows { get; set; }

    public long Purchases { get; set; }

    public long Returns { get; set; }

    /// <summary>Purchases and returns that were there before.</summary>
    public long Known { get; set; }

    /// <summary>Orders recorded before that are no sales any more, and were taken back.</summary>
    public long TakenBack { get; set; }

    /// <summary>Returns that were more than is left of the order whose number they have, and were recorded as credits.</summary>
    public long Credits { get; set; }

    /// <summary>Customers of whom something was recorded.</summary>
    public long Customers { get; set; }

    /// <summary>Rows of what was recorded, and what it comes to.</summary>
    public (long Rows, decimal Amount) Recorded { get; set; }

    /// <summary>Rows of what was there before, and what it comes to.</summary>
    public (long Rows, decimal Amount) KnownRows { get; set; }

    /// <summary>Rows of guests, and those left out by <c>--only</c> and <c>--skip</c>.</summary>
    public long Skipped { get; set; }

    /// <summary>Purchases and returns handled so far, whatever came of them.</summary>
    public long Handled => Purchases + Returns + Known;

    /// <summary>Prints figures under each other, numbers to the right, and the time they took.</summary>
    public static void Print(IReadOnlyList<(string What, long Count)> figures, TimeSpan elapsed)
    {
        Print([.. figures.Select(figure => (figure.What, figure.Count.ToString("N0", CultureInfo.InvariantCulture)))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s"));
    }

    /// <summary>Prints figures under each other, numbers to the right.</summary>
    public static void Print(IReadOnlyList<(string What, string Figure)> figures)
    {
        var width = figures.Max(figure => figure.Figure.Length);
        foreach (var (what, figure) in figures) Console.WriteLine($"{figure.PadLeft(width)}  {what}");
    }
}
