using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Server.Access;

/// <summary>Records of the audit log that no gateway makes.</summary>
internal static class AuditLines
{
    /// <summary>Tells the audit log of what was done beside every gateway.</summary>
    /// <param name="audit">The audit log.</param>
    /// <param name="record">What was done.</param>
    /// <exception cref="UsageException">The audit log could not be written.</exception>
    public static async Task WriteAsync(ICustomer audit, AuditRecord record)
    {
        var outcome = (await audit.ExecuteAsync([new RecordAudit { RecordId = Guid.CreateVersion7().ToString("n"), Record = record }]))[0];
        if (outcome.Receipt is null) throw new UsageException($"it was done, but the audit log could not be written: {outcome.Message}");
    }
}
