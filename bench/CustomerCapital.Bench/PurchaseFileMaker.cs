using System.Globalization;

namespace CustomerCapital.Bench;

/// <summary>Writes a year of purchases of a wholesaler's shape, the same for the same arguments: 18 lines a purchase, a sixth of the ids returns.</summary>
internal static class PurchaseFileMaker
{
    public static void Write(string path, int purchases, int customers, int seed)
    {
        var random = new Random(seed);
        using var file = new StreamWriter(path);
        file.WriteLine("customer_id,purchase_id,occurred_at,sku,quantity,unit_price");
        for (var purchase = 0; purchase < purchases; purchase++)
        {
            var customer = (int)(customers * Math.Pow(random.NextDouble(), 2));
            var at = new DateTime(2025, 1, 1).AddMinutes(525_600.0 * purchase / purchases);
            var isReturn = random.Next(6) == 0;
            var lines = isReturn ? 1 + random.Next(3) : 1 + random.Next(42);
            for (var line = 0; line < lines; line++)
            {
                var quantity = (isReturn ? -1 : 1) * (1 + random.Next(24));
                file.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"c{customer},p{purchase},{at:yyyy-MM-dd HH:mm:ss},s{random.Next(4000)},{quantity},{random.Next(20, 2000) / 100m:0.00}"));
            }
        }
    }
}
