using Parquet;
using Parquet.Schema;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Records of a Parquet file. Holds one row group at a time, at most a million rows; lists and nested fields are not read.</summary>
internal static class ParquetRows
{
    private const long GroupLimit = 1_000_000;

    /// <summary>Opens a file.</summary>
    /// <exception cref="UsageException">It is none, or is damaged; told at the latest when the damage is reached.</exception>
    public static IRowSource Open(string name, Stream stream) => new TextRows(name, Read(name, stream));

    private static IEnumerable<(long Line, IReadOnlyList<string> Fields)> Read(string name, Stream stream)
    {
        using var opened = stream;
        var reader = Tell(name, () => ParquetReader.CreateAsync(stream, leaveStreamOpen: true));
        try
        {
            DataField[] fields = [.. reader.Schema.Fields.OfType<DataField>().Where(field => !field.IsArray)];
            yield return (1, [.. fields.Select(field => field.Name)]);
            var line = 1L;
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                var columns = Tell(name, () => ReadAsync(name, reader, group, fields));
                var rows = columns.Length == 0 ? 0 : columns[0].Length;
                for (var row = 0; row < rows; row++)
                {
                    var values = new string[columns.Length];
                    for (var column = 0; column < columns.Length; column++) values[column] = CellText.Of(columns[column].GetValue(row), IsUtc(fields[column]));
                    yield return (++line, values);
                }
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static bool IsUtc(DataField field) => field is DateTimeDataField { IsAdjustedToUTC: true };

    private static async Task<Array[]> ReadAsync(string name, ParquetReader reader, int group, DataField[] fields)
    {
        using var rows = reader.OpenRowGroupReader(group);
        if (rows.RowCount > GroupLimit) throw new UsageException($"{name}: a row group of {rows.RowCount:N0} rows is more than is read at once, {GroupLimit:N0}; write the file with smaller row groups");
        var columns = new Array[fields.Length];
        for (var i = 0; i < fields.Length; i++) columns[i] = await ReadAsync(rows, fields[i]);
        return columns;
    }

    private static Task<Array> ReadAsync(ParquetRowGroupReader rows, DataField field) => field.ClrType switch
    {
        // A schema that was read names texts and bytes by the memory in which the library holds them.
        var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => TextsAsync(rows, field),
        var type when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => BytesAsync(rows, field),
        var type when type == typeof(bool) => ValuesAsync<bool>(rows, field),
        var type when type == typeof(sbyte) => ValuesAsync<sbyte>(rows, field),
        var type when type == typeof(byte) => ValuesAsync<byte>(rows, field),
        var type when type == typeof(short) => ValuesAsync<short>(rows, field),
        var type when type == typeof(ushort) => ValuesAsync<ushort>(rows, field),
        var type when type == typeof(int) => ValuesAsync<int>(rows, field),
        var type when type == typeof(uint) => ValuesAsync<uint>(rows, field),
        var type when type == typeof(long) => ValuesAsync<long>(rows, field),
        var type when type == typeof(ulong) => ValuesAsync<ulong>(rows, field),
        var type when type == typeof(float) => ValuesAsync<float>(rows, field),
        var type when type == typeof(double) => ValuesAsync<double>(rows, field),
        var type when type == typeof(decimal) => ValuesAsync<decimal>(rows, field),
        var type when type == typeof(DateTime) => ValuesAsync<DateTime>(rows, field),
        var type when type == typeof(DateOnly) => ValuesAsync<DateOnly>(rows, field),
        var type when type == typeof(TimeSpan) => ValuesAsync<TimeSpan>(rows, field),
        var type when type == typeof(TimeOnly) => ValuesAsync<TimeOnly>(rows, field),
        var type when type == typeof(Guid) => ValuesAsync<Guid>(rows, field),
        var type => throw new UsageException($"column {field.Name} holds values of a kind that is not read ({type.Name}); write it as text"),
    };

    private static async Task<Array> ValuesAsync<T>(ParquetRowGroupReader rows, DataField field)
        where T : struct
    {
        if (field.IsNullable)
        {
            var some = new T?[rows.RowCount];
            await rows.ReadAsync(field, some.AsMemory());
            return some;
        }

        var all = new T[rows.RowCount];
        await rows.ReadAsync(field, all.AsMemory());
        return all;
    }

    private static async Task<Array> TextsAsync(ParquetRowGroupReader rows, DataField field)
    {
        var texts = new string?[rows.RowCount];
        await rows.ReadAsync(field, texts.AsMemory()!);
        return texts;
    }

    private static async Task<Array> BytesAsync(ParquetRowGroupReader rows, DataField field)
    {
        var bytes = new byte[]?[rows.RowCount];
        await rows.ReadAsync(field, bytes.AsMemory()!);
        return bytes;
    }

    private static T Tell<T>(string name, Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception damaged) when (damaged is IOException or ParquetException or InvalidDataException or NotSupportedException or ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException or InvalidCastException)
        {
            throw new UsageException($"{name} cannot be read as a Parquet file ({damaged.Message}); write it once more, or as CSV", damaged);
        }
    }
}
