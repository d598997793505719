using System.Text.Json;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>What a column of a purchase file can hold.</summary>
internal enum PurchaseColumn
{
    /// <summary>Who bought; empty for a guest.</summary>
    CustomerId,

    /// <summary>The order's number; rows that share it with the customer are lines of one purchase.</summary>
    PurchaseId,

    /// <summary>When.</summary>
    OccurredAt,

    /// <summary>What the line comes to.</summary>
    Amount,

    /// <summary>ISO code of the currency.</summary>
    Currency,

    /// <summary>Where it was bought.</summary>
    Channel,

    /// <summary>What was bought.</summary>
    Sku,

    /// <summary>Its category.</summary>
    Category,

    /// <summary>How many.</summary>
    Quantity,

    /// <summary>Price of one, before discounts.</summary>
    UnitPrice,

    /// <summary>Taken off the line's amount, or off quantity times price.</summary>
    LineDiscount,

    /// <summary>What the whole order comes to after its discounts; on one row of it, or the same on all.</summary>
    OrderAmount,

    /// <summary>Taken off what the lines of the order come to; on one row of it, or the same on all.</summary>
    OrderDiscount,

    /// <summary>What of the order's amount is shipping, and is taken off; on one row of it, or the same on all.</summary>
    Shipping,

    /// <summary>What has been paid back of the order so far, in all; on one row of it, or the same on all.</summary>
    Refunded,

    /// <summary>What has been paid back of the line so far, in all.</summary>
    LineRefunded,

    /// <summary>What was charged for the order, with shipping and tax; only beside <see cref="AdjustedTotal"/>.</summary>
    Total,

    /// <summary>What was charged after later refunds, zero where there were none; total less this is refunded.</summary>
    AdjustedTotal,

    /// <summary>Number of the purchase that a returned row concerns.</summary>
    ReturnsPurchase,

    /// <summary>Whose return a row with a negative amount is, where another column than customer_id says so.</summary>
    ReturnCustomerId,

    /// <summary>Time zone of the row's time, by name.</summary>
    TimeZone,
}

/// <summary>Names of the columns as files, options and messages have them.</summary>
internal static class PurchaseColumns
{
    /// <summary>Every column.</summary>
    public static readonly IReadOnlyList<PurchaseColumn> All = Enum.GetValues<PurchaseColumn>();

    /// <summary>Names of all columns, in their order.</summary>
    public static readonly IReadOnlyList<string> Names = [.. All.Select(column => JsonNamingPolicy.SnakeCaseLower.ConvertName(column.ToString()))];

    /// <summary>A column's name.</summary>
    public static string Name(this PurchaseColumn column) => Names[(int)column];

    /// <summary>Whether the column holds amounts of money.</summary>
    public static bool IsMoney(this PurchaseColumn column) => column is PurchaseColumn.Amount or PurchaseColumn.UnitPrice or PurchaseColumn.LineDiscount or PurchaseColumn.OrderAmount
        or PurchaseColumn.OrderDiscount or PurchaseColumn.Shipping or PurchaseColumn.Refunded or PurchaseColumn.LineRefunded or PurchaseColumn.Total or PurchaseColumn.AdjustedTotal;

    /// <summary>Whether later rows of an order take the column's value from its first row where lines are filled down.</summary>
    public static bool IsOfOrder(this PurchaseColumn column) => column is PurchaseColumn.CustomerId or PurchaseColumn.PurchaseId or PurchaseColumn.OccurredAt
        or PurchaseColumn.Currency or PurchaseColumn.Channel or PurchaseColumn.TimeZone;

    /// <summary>The column of a name.</summary>
    public static bool TryParse(string name, out PurchaseColumn column)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            column = All[i];
            if (Names[i] == name) return true;
        }

        column = default;
        return false;
    }
}
