using System.Globalization;
using CustomerCapital.Domain.Program;
using Parquet;
using Parquet.Schema;

namespace CustomerCapital.Server.Reporting;

/// <summary>Writes the rows of a report as Parquet: whole numbers, shares, flags and texts as such, amounts as decimals with four places, in groups of fifty thousand rows.</summary>
internal static class ParquetTable
{
    private const int GroupSize = 50_000;
    private const int AmountPrecision = 28;
    private const int AmountScale = 4;

    /// <summary>Writes them to a stream that can seek.</summary>
    public static async Task WriteAsync(Stream stream, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var groups = rows.Chunk(GroupSize).GetEnumerator();
        IReadOnlyList<object?>[] group = groups.MoveNext() ? groups.Current : [];
        DataField[] fields = [.. header.Select((name, column) => FieldOf(name, group.Select(row => row[column]).FirstOrDefault(value => value is not null)))];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        do
        {
            using var written = writer.CreateRowGroup();
            for (var column = 0; column < fields.Length; column++) await WriteAsync(written, fields[column], [.. group.Select(row => row[column])]);
        }
        while (groups.MoveNext() && (group = groups.Current) is not null);
    }

    /// <summary>A column of the kind of its first value. One without any is text, as every column is of which the first rows may have none.</summary>
    private static DataField FieldOf(string name, object? sample) => sample switch
    {
        int or long => new DataField<long?>(name),
        double => new DataField<double?>(name),
        bool => new DataField<bool?>(name),
        Money or DerivedAmount or decimal => new DecimalDataField(name, AmountPrecision, AmountScale, isNullable: true),
        _ => new DataField<string>(name),
    };

    private static Task WriteAsync(ParquetRowGroupWriter writer, DataField field, object?[] values) => field.ClrType switch
    {
        var type when type == typeof(long) => writer.WriteAsync<long>(field, Array.ConvertAll(values, value => value is null ? null : (long?)Convert.ToInt64(value, CultureInfo.InvariantCulture))),
        var type when type == typeof(double) => writer.WriteAsync<double>(field, Array.ConvertAll(values, value => (double?)value)),
        var type when type == typeof(bool) => writer.WriteAsync<bool>(field, Array.ConvertAll(values, value => (bool?)value)),
        var type when type == typeof(decimal) => writer.WriteAsync<decimal>(field, Array.ConvertAll(values, AmountOf)),
        _ => writer.WriteAsync(field, Array.ConvertAll(values, value => value?.ToString())),
    };

    private static decimal? AmountOf(object? value) => value switch
    {
        null => null,
        Money money => money.ToDecimal(),
        DerivedAmount amount => amount.ToDecimal(),
        _ => (decimal)value,
    };
}
