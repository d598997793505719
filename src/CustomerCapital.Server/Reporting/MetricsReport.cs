using System.Globalization;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine;

namespace CustomerCapital.Server.Reporting;

/// <summary>The program's metrics.</summary>
internal sealed class MetricsReport : IReport
{
    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months.From is not null) throw new UsageException("--from: the metrics count everything up to --through; leave --from out");
        var metrics = await engine.AskAsync(new ReportMetrics(months.Through), cancellation);
        object?[] row =
        [
            metrics.Customers, metrics.BuyingCustomers, metrics.Orders, metrics.Revenue,
            metrics.RepeatPurchaseRate, metrics.PurchaseFrequency, metrics.AverageOrderValue, metrics.CustomerValue,
        ];
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format,
                    ["customers", "buying_customers", "orders", "revenue", "repeat_purchase_rate", "purchase_frequency", "average_order_value", "customer_value"], [row]);
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(metrics);
                break;
            default:
                output.WriteTable($"Program metrics up to the end of {months.Through ?? engine.RunningMonth}", ["metric", "value"],
                [
                    ["customers", ReportOutput.Number(metrics.Customers)],
                    ["buying customers", ReportOutput.Number(metrics.BuyingCustomers)],
                    ["orders", ReportOutput.Number(metrics.Orders)],
                    ["revenue", ReportOutput.Amount(metrics.Revenue)],
                    ["repeat purchase rate", ReportOutput.Percent(metrics.RepeatPurchaseRate)],
                    ["purchase frequency", metrics.PurchaseFrequency?.ToString("0.00", CultureInfo.InvariantCulture) ?? ""],
                    ["average order value", ReportOutput.Amount(metrics.AverageOrderValue)],
                    ["customer value", ReportOutput.Amount(metrics.CustomerValue)],
                ]);
                break;
        }
    }
}
