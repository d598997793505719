using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>How much of imports over HTTP a gateway takes; beyond it a request is answered with 413 or 429.</summary>
internal sealed class ImportLimits
{
    /// <summary>Bytes of a file, as it is sent. Default 1 GiB.</summary>
    [Range(1L, 1L << 40)]
    public long FileBytes { get; set; } = 1L << 30;

    /// <summary>Bytes of an Excel workbook or a Parquet file, as it is sent: parts of these are held in memory. Default 128 MiB.</summary>
    [Range(1L, 1L << 40)]
    public long HeldFileBytes { get; set; } = 128L << 20;

    /// <summary>Bytes that come out of a packed file, or out of a workbook. Default 4 GiB.</summary>
    [Range(1L, 1L << 40)]
    public long UnpackedBytes { get; set; } = 4L << 30;

    /// <summary>Imports that are open: being received, examined, awaiting confirmation, or recording. Default 4.</summary>
    [Range(1, 1_000)]
    public int OpenLimit { get; set; } = 4;

    /// <summary>Imports that are examined or recorded at once; others wait. Default 2.</summary>
    [Range(1, 100)]
    public int RunningLimit { get; set; } = 2;

    /// <summary>Imports that have ended and can still be asked for; the oldest leaves for the next. Default 64.</summary>
    [Range(0, 10_000)]
    public int EndedLimit { get; set; } = 64;

    /// <summary>How long an import waits for its confirmation, and can be asked for after its end. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an engine that does not answer is asked again before an import fails. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);
}
