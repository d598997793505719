using System.Text;
using System.Text.Json;

namespace CustomerCapital.Server.Importing;

/// <summary>Writes rejected lines of an NDJSON file with their number and reason. Made when first needed.</summary>
internal sealed class RejectedLines(string path) : IDisposable
{
    private Stream? _file;

    public string Path => path;

    /// <summary>How many lines were rejected.</summary>
    public long Count { get; private set; }

    /// <summary>Removes what an earlier run left.</summary>
    public void Clear() => File.Delete(path);

    public void Add(long number, string? code, string? reason, ReadOnlySpan<byte> line)
    {
        _file ??= File.Create(path);
        Count++;
        using (var json = new Utf8JsonWriter(_file))
        {
            json.WriteStartObject();
            json.WriteNumber("line", number);
            json.WriteString("code", code);
            json.WriteString("reason", reason);
            json.WriteString("input", Encoding.UTF8.GetString(line));
            json.WriteEndObject();
        }

        _file.WriteByte((byte)'\n');
    }

    public void Dispose() => _file?.Dispose();
}
