using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Prints measurements below each other, one line each.</summary>
internal sealed class ComparisonTable(ResultTable table)
{
    public void Begin(FormattableString title)
    {
        table.Write(title.ToString(CultureInfo.InvariantCulture));
        table.Write($"{"",-50} {"",11} {"milliseconds",17}   {"CPU microseconds per purchase",35} {"driver's",9} {"peak",7}");
        table.Write($"{"",-50} {"purchases/s",11} {"p50",8} {"p99",8}   {"server",8} {"PostgreSQL",11} {"driver",7} {"sum",6} {"share",9} {"MB",7}");
    }

    /// <param name="name">What was measured.</param>
    /// <param name="rounds">Of which the medians are shown.</param>
    /// <param name="peakMegabytes">Most memory that the server has held; null where it is shown elsewhere.</param>
    public void Add(string name, IReadOnlyList<Measurement> rounds, double? peakMegabytes)
    {
        var median = Measurement.Median(rounds);
        var sum = median.Server + median.PostgreSql + median.Driver;
        table.Write(string.Create(CultureInfo.InvariantCulture,
            $"{name,-50} {median.PerSecond,11:N0} {median.P50,8:0.0} {median.P99,8:0.0}   {median.Server,8:0} {median.PostgreSql,11:0} {median.Driver,7:0} {sum,6:0} {median.Driver / sum,9:0 %} {peakMegabytes,7:0}"));
    }
}
