using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Commands;

/// <summary>What became of one line of a stream.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">The HTTP status that the command would have in a request of its own.</param>
/// <param name="Outcome">How the command ended. Null if that is not known.</param>
/// <param name="Receipt">What the command came to.</param>
/// <param name="Code">Stable code of what went wrong. Null if nothing did.</param>
/// <param name="Detail">What went wrong and what to do, as a sentence. Null if nothing did.</param>
/// <param name="Retryable">Whether the same line can succeed later.</param>
/// <param name="Errors">What is wrong with which field.</param>
public sealed record LineResult(
    long Line, int Status, OutcomeStatus? Outcome, Receipt? Receipt, string? Code, string? Detail, bool Retryable, IReadOnlyList<FieldFault> Errors)
{
    /// <summary>How the answers to a stream are read by those who send it; fields that are not known are passed over.</summary>
    public static JsonTypeInfo<LineResult> Json => LineResultJsonContext.Default.LineResult;

    /// <summary>How the command ended.</summary>
    /// <exception cref="InvalidOperationException">That is not known: <see cref="Outcome"/> is null.</exception>
    public CommandOutcome ToOutcome() => Outcome is { } status
        ? new(status, Receipt, Code, Detail, Errors.Count == 0 ? null : Errors)
        : throw new InvalidOperationException($"Of line {Line} no outcome is known ({Code}).");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LineResult))]
internal sealed partial class LineResultJsonContext : JsonSerializerContext;
