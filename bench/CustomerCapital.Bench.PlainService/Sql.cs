namespace CustomerCapital.Bench.PlainService;

/// <summary>Statements from resources.</summary>
internal static class Sql
{
    public static readonly string Schema = Read(nameof(Schema));
    public static readonly string SelectCustomer = Read(nameof(SelectCustomer));
    public static readonly string InsertCustomer = Read(nameof(InsertCustomer));
    public static readonly string InsertPurchase = Read(nameof(InsertPurchase));
    public static readonly string UpdateCustomer = Read(nameof(UpdateCustomer));
    public static readonly string AddToCounters = Read(nameof(AddToCounters));
    public static readonly string SelectVoucher = Read(nameof(SelectVoucher));
    public static readonly string SelectPurchase = Read(nameof(SelectPurchase));
    public static readonly string UseVoucher = Read(nameof(UseVoucher));

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Sql).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
