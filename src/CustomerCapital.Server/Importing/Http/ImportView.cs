using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Server.Importing.Control;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>Where an import stands.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ImportState>))]
internal enum ImportState
{
    /// <summary>Its rows are read and examined, or wait for that. Nothing is recorded.</summary>
    Examining = 1,

    /// <summary>Nothing is recorded before somebody confirms it.</summary>
    AwaitingConfirmation = 2,

    /// <summary>It is confirmed: its rows are recorded, or wait for that.</summary>
    Recording = 3,

    /// <summary>Every row is recorded, was known, was skipped or is rejected.</summary>
    Completed = 4,

    /// <summary>The file cannot be imported as it is. Nothing is recorded.</summary>
    Refused = 5,

    /// <summary>It was interrupted. What was recorded until then stays.</summary>
    Failed = 6,
}

/// <summary>An import.</summary>
/// <param name="ImportId">Its id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Format">The format under which the file is read; null for none.</param>
/// <param name="ReceivedAt">When the whole file was there.</param>
/// <param name="Bytes">Its size, as it was sent.</param>
/// <param name="Progress">What has become of its rows so far.</param>
/// <param name="ControlSums">What the file comes to; null before it is examined.</param>
/// <param name="Doubts">What may not be meant as it is read.</param>
/// <param name="Rejections">Why rows were rejected, most rows first; while rows are examined none.</param>
/// <param name="Recorded">What was recorded; null before anything is.</param>
/// <param name="Failure">Why it was refused or has failed; null otherwise.</param>
internal sealed record ImportView(
    string ImportId, ImportState State, string? Format, DateTimeOffset ReceivedAt, long Bytes, ImportProgress Progress, ControlSums? ControlSums, IReadOnlyList<DoubtReport> Doubts,
    IReadOnlyList<RejectionReason> Rejections, ImportTotals? Recorded, ImportFailure? Failure);

/// <summary>What has become of rows so far. When an import is completed, recorded, known, skipped and rejected rows are all that were read.</summary>
/// <param name="Read">Rows that were read.</param>
/// <param name="Examined">Rows that were examined.</param>
/// <param name="Recorded">Rows that were recorded.</param>
/// <param name="Known">Rows that were recorded before.</param>
/// <param name="Skipped">Rows of guests, and those that filters leave out.</param>
/// <param name="Rejected">Rows that were rejected.</param>
internal sealed record ImportProgress(long Read, long Examined, long Recorded, long Known, long Skipped, long Rejected);

/// <summary>Why an import was refused or has failed.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Detail">What happened, and what to do.</param>
/// <param name="Retryable">Whether sending the same file again can help.</param>
internal sealed record ImportFailure(string Code, string Detail, bool Retryable);

/// <summary>Imports of a gateway.</summary>
/// <param name="Imports">Those that it has, the latest first.</param>
internal sealed record ImportList(IReadOnlyList<ImportView> Imports);

/// <summary>The types of answers.</summary>
[JsonSerializable(typeof(ImportView))]
[JsonSerializable(typeof(ImportList))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ImportJsonContext : JsonSerializerContext;
