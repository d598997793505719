using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Grains.Blocks;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Grains.Wire;

/// <summary>How the engine's records are written between processes: JSON by generated code; what one process does not know of another's, it passes over.</summary>
internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new(WireJsonContext.Default.Options)
    {
        TypeInfoResolver = WireJsonContext.Default,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new StateConverter() },
    };

    /// <summary>A state travels as it is kept.</summary>
    private sealed class StateConverter : JsonConverter<CustomerState>
    {
        public override CustomerState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var state = JsonDocument.ParseValue(ref reader);
            return LedgerJson.DecodeState(JsonSerializer.SerializeToUtf8Bytes(state.RootElement));
        }

        public override void Write(Utf8JsonWriter writer, CustomerState value, JsonSerializerOptions options) =>
            writer.WriteRawValue(LedgerJson.EncodeUtf8(value), skipInputValidation: true);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CustomerCommand))]
[JsonSerializable(typeof(CommandOutcome))]
[JsonSerializable(typeof(CustomerState))]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(ProgramPolicy))]
[JsonSerializable(typeof(PolicyChange))]
[JsonSerializable(typeof(Month))]
[JsonSerializable(typeof(CohortCell))]
[JsonSerializable(typeof(Period))]
[JsonSerializable(typeof(Metrics))]
[JsonSerializable(typeof(LadderCensus))]
[JsonSerializable(typeof(ValueReport))]
[JsonSerializable(typeof(CustomerPage))]
[JsonSerializable(typeof(SegmentQuery))]
[JsonSerializable(typeof(CommandBlock))]
[JsonSerializable(typeof(OutcomeBlock))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
