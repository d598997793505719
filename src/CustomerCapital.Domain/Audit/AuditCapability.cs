using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Audit;

/// <summary>The audit log: who did what with the program, each record with a hash of all before it, so that none can be changed or taken out unseen.</summary>
public sealed class AuditCapability : Capability
{
    public override string Name => "audit";

    public override ActorKind Kind => ActorKind.AuditLog;

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.EnginesOwn<RecordAudit>("audit_record")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<Audited>("audited")];

    public override StatePart Part => AuditChain.Part;

    public override IJsonTypeInfoResolver Json => AuditJson.Default;
}

[JsonSerializable(typeof(RecordAudit))]
[JsonSerializable(typeof(Audited))]
[JsonSerializable(typeof(AuditChain))]
internal sealed partial class AuditJson : JsonSerializerContext;
