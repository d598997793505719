using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;

namespace CustomerCapital.Server.Reporting;

/// <summary>Months shown; null for the first there is and for the running one.</summary>
internal sealed record ReportMonths(Month? From, Month? Through);

/// <summary>One kind of report.</summary>
internal interface IReport
{
    /// <summary>Makes the report and writes it in a form.</summary>
    Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation);
}
