using System.Buffers;
using System.IO.Compression;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>The body of a request in a temporary file: a file to import. Never held in memory as a whole.</summary>
internal sealed class ReceivedFile : IDisposable
{
    /// <summary>What messages call it.</summary>
    private const string Name = "The file";

    private const int BufferSize = 128 << 10;

    private readonly FileStream _file;

    private ReceivedFile(FileStream file, InputFile input) => (_file, Input) = (file, input);

    /// <summary>The file to import. Its first bytes say what it is.</summary>
    public InputFile Input { get; }

    /// <summary>Its bytes, as they came.</summary>
    public long Size => _file.Length;

    /// <summary>Receives a body to its end.</summary>
    /// <exception cref="ProblemException">The body is empty or too large, is none that is read, or there is no room to keep it.</exception>
    public static async Task<ReceivedFile> ReceiveAsync(HttpRequest request, ImportLimits limits, CancellationToken cancellation)
    {
        if (request.ContentLength > limits.FileBytes) throw ImportProblems.TooLarge(limits.FileBytes);
        var file = await KeepAsync(() => Task.FromResult(TemporaryFile.Create(bufferSize: 0)));
        try
        {
            await CopyAsync(request.Body, file, limits.FileBytes, cancellation);
            return new(file, InputOf(file, limits));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static async Task CopyAsync(Stream body, FileStream file, long limit, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var size = 0L; ;)
            {
                var read = await body.ReadAsync(buffer, cancellation);
                if (read == 0) return;
                if ((size += read) > limit) throw ImportProblems.TooLarge(limit);
                await KeepAsync(async () =>
                {
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                    return read;
                });
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<T> KeepAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(Problem.Unavailable($"The file cannot be kept in the gateway's folder for temporary files ({full.Message}); make room there, and send the file again."));
        }
    }

    private static InputFile InputOf(FileStream file, ImportLimits limits)
    {
        var length = file.Length;
        var open = () => new FileReading(file.SafeFileHandle, length);
        Span<byte> start = stackalloc byte[4];
        var head = start[..open().Read(start)];
        if (head.IsEmpty) throw ImportProblems.Empty();
        // The first bytes of an Excel 97 workbook.
        if (head.SequenceEqual((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) throw ImportProblems.Refused(InputFile.Outdated(Name));
        var kind = head.SequenceEqual("PK\x3\x4"u8) ? FileKind.Workbook : head.SequenceEqual("PAR1"u8) ? FileKind.Parquet : FileKind.Csv;
        if (kind != FileKind.Csv && length > limits.HeldFileBytes) throw ImportProblems.TooLarge(limits.HeldFileBytes, "An Excel workbook or Parquet file");
        if (kind == FileKind.Workbook && UnpackedSize(open()) > limits.UnpackedBytes) throw ImportProblems.TooLarge(limits.UnpackedBytes, "What a workbook holds");
        return new(Name, kind, isPacked: head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]), length, open) { UnpackedLimit = limits.UnpackedBytes };
    }

    /// <summary>What the parts of a workbook come to: no more is unpacked of a part than it says that it has.</summary>
    private static long UnpackedSize(Stream workbook)
    {
        try
        {
            using var parts = new ZipArchive(workbook);
            return parts.Entries.Sum(part => part.Length);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or OverflowException)
        {
            throw ImportProblems.Refused(new UsageException($"{Name} cannot be read as an Excel workbook ({damaged.Message}); save it once more as .xlsx, or as CSV UTF-8", damaged));
        }
    }
}
