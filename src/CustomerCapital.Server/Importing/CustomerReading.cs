using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Reading;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing;

/// <summary>What the rows of one customer come to; of a guest where the id is empty.</summary>
/// <param name="CustomerId">Who; empty for guests.</param>
/// <param name="Units">Each purchase with its rows.</param>
/// <param name="Rows">How many rows there are.</param>
internal sealed record CustomerUnits(string CustomerId, IReadOnlyList<(PurchaseUnit Unit, IReadOnlyList<PurchaseRow> Rows)> Units, int Rows);

/// <summary>Makes commands of sorted rows, customer by customer. Each reading has readers of its own, for one thread.</summary>
internal sealed class CustomerReading
{
    private readonly PurchaseReading _purchases;
    private readonly HashSet<string> _nobody;

    /// <summary>Readings under a format.</summary>
    /// <param name="calendar">The program's days.</param>
    /// <param name="format">How the file is read.</param>
    /// <param name="sumsOnly">Whether purchases are made without their lines, to be added up and not recorded.</param>
    /// <exception cref="UsageException">An option of the format cannot be used.</exception>
    public CustomerReading(ProgramCalendar calendar, ImportFormat format, bool sumsOnly)
    {
        Numbers = new(format.Decimal);
        _purchases = new(calendar, new(calendar, format.DateFormat, format.TimesIn), Numbers, sumsOnly);
        _nobody = format.Nobody.SelectMany(Control.StandIns.Of).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What was noted of the numbers read.</summary>
    public NumberReading Numbers { get; }

    /// <summary>The customers of one partition.</summary>
    public IEnumerable<CustomerUnits> Read(RowSpool spool, int partition)
    {
        foreach (var customer in spool.Read(partition).GroupBy(row => row.CustomerId, StringComparer.Ordinal))
        {
            var units = new List<(PurchaseUnit Unit, IReadOnlyList<PurchaseRow> Rows)>();
            var count = 0;
            foreach (var purchase in customer.GroupBy(row => row.PurchaseId, StringComparer.Ordinal))
            {
                PurchaseRow[] rows = [.. purchase];
                count += rows.Length;
                units.Add((_purchases.Read(rows), rows));
            }

            yield return new(_nobody.Contains(customer.Key) ? "" : customer.Key, Settled(units), count);
        }
    }

    /// <summary>A return of all that was paid for another purchase of the file is that purchase's whole return.</summary>
    private static List<(PurchaseUnit Unit, IReadOnlyList<PurchaseRow> Rows)> Settled(List<(PurchaseUnit Unit, IReadOnlyList<PurchaseRow> Rows)> units)
    {
        if (!units.Exists(unit => unit.Unit.Commands.Any(IsOfAnother))) return units;
        var paid = units.SelectMany(unit => unit.Unit.Commands).Where(command => command.Role == CommandRole.Purchase).ToDictionary(command => command.Command.NaturalId!, command => command.Amount);
        return units.ConvertAll(unit => (unit.Unit with
        {
            Commands = [.. unit.Unit.Commands.Select(sourced => IsOfAnother(sourced) && paid.TryGetValue(sourced.Command.ConcernsId!, out var amount) && amount + sourced.Amount == Money.Zero
                ? sourced with { Command = (RecordReturn)sourced.Command with { Amount = null } }
                : sourced)],
        }, unit.Rows));
    }

    private static bool IsOfAnother(SourcedCommand sourced) =>
        sourced is { Role: CommandRole.Return, Alternative: null, Command: RecordReturn { PurchaseId: { } concerned, Amount: not null } returned } && concerned != returned.ReturnId;
}
