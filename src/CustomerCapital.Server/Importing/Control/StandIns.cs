using System.Collections.Frozen;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>What systems write where nobody is known, or where a row is a sum.</summary>
internal static class StandIns
{
    private static readonly FrozenSet<string> Usual = new[]
    {
        "NULL", "\\N", "nan", "NaT", "N/A", "NA", "#N/A", "none", "nil", "undefined", "unknown", "anonymous", "not set", "(not set)", "(none)", "(blank)", "0", "0.0", "-", "--", "—", "?", ".",
        "Guest", "Guest Customer", "Gast", "Ospite", "Invité", "Invitado", "Walk-in", "Walk in", "Walkin", "Walk-in Customer", "Walk in Customer", "Cash", "Cash Customer", "Laufkunde", "Laufkundschaft",
        "Barverkauf", "Cliente generico", "Cliente occasionale", "Consumidor final", "Total", "Grand Total", "Subtotal", "Sum", "Summe", "Gesamt", "Gesamtsumme", "Totale", "Somma",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an id is one of them.</summary>
    public static bool Has(string customerId) => Usual.Contains(customerId);

    /// <summary>All of them, where <c>--nobody usual</c> says so.</summary>
    public static IEnumerable<string> Of(string name) => name.Equals("usual", StringComparison.OrdinalIgnoreCase) ? Usual : [name];
}
