using System.Globalization;
using System.IO.Compression;
using CustomerCapital.Server.Tests.CommandLine;
using MiniExcelLibs;
using Parquet;
using Parquet.Schema;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>Workbooks and Parquet files as input, and reports as Parquet.</summary>
[Collection(ConsoleTests.Name)]
public sealed class FileKindsTests : IDisposable
{
    private readonly ProgramRun _program = new();

    [Fact]
    public async Task A_workbook_is_read_with_its_numbers_and_dates()
    {
        Dictionary<string, object?>[] rows =
        [
            Row("Customer", "Order", "Date", "Article", "Pieces", "Price"),
            Row(17850.0, 536365.0, new DateTime(2026, 1, 31, 23, 30, 0), "TEA", 2.0, 1.255),
            Row(17850.0, 536365.0, new DateTime(2026, 1, 31, 23, 30, 0), "CUP", 1.0, 0.1 + 0.2),
            Row("Müller", 536366.0, new DateTime(2026, 2, 1), "TEA", 1.0, 1234.5),
        ];
        await MiniExcel.SaveAsAsync(_program.File("file.xlsx"), rows, printHeader: false);

        Assert.Equal(0, await _program.RunAsync(
            "import", "purchases", _program.File("file.xlsx"), "--time-zone", "Europe/Berlin", "--map", "customer_id=Customer,purchase_id=Order,occurred_at=Date,sku=Article,quantity=Pieces,unit_price=Price"));

        Assert.Equal(["17850,1,2.81", "Müller,1,1234.50"], await CustomersAsync());
        Assert.StartsWith("2026-01,0,1,1,2.81,", (await _program.ReportAsync("cohorts", "csv", "--through", "2026-01")).Split('\n')[1], StringComparison.Ordinal);
    }

    /// <remarks>The same number of days is 31 January 2016 from 1900, and 1 February 2020 from 1904.</remarks>
    [Theory]
    [InlineData("date1904=\"1\"", "2020-02")]
    [InlineData("date1904=\"true\"", "2020-02")]
    [InlineData("date1904=\"0\"", "2016-01")]
    [InlineData("", "2016-01")]
    public async Task Days_of_a_workbook_are_counted_from_the_year_that_it_says(string says, string month)
    {
        await MiniExcel.SaveAsAsync(_program.File("file.xlsx"), new[] { Row("customer_id", "purchase_id", "occurred_at", "amount"), Row("ada", "1", new DateTime(2016, 1, 31, 12, 0, 0), 5.0) }, printHeader: false);
        using (var archive = ZipFile.Open(_program.File("file.xlsx"), ZipArchiveMode.Update))
        {
            var workbook = archive.GetEntry("xl/workbook.xml")!;
            string text;
            using (var reader = new StreamReader(workbook.Open())) text = await reader.ReadToEndAsync();
            workbook.Delete();
            var at = text.IndexOf("<x:sheets", StringComparison.Ordinal);
            await using var writer = new StreamWriter(archive.CreateEntry("xl/workbook.xml").Open());
            await writer.WriteAsync(text.Insert(at, $"<x:workbookPr {says}/>"));
        }

        Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.File("file.xlsx"), "--time-zone", "Europe/Berlin"));

        Assert.StartsWith($"{month},0,", (await _program.ReportAsync("cohorts", "csv", "--through", month)).Split('\n')[1], StringComparison.Ordinal);
    }

    /// <remarks>A cell with a number holds fifteen digits: two orders of sixteen and more can have become one.</remarks>
    [Fact]
    public async Task Number_of_an_order_with_more_digits_than_a_cell_holds_is_doubted()
    {
        await MiniExcel.SaveAsAsync(
            _program.File("file.xlsx"),
            new[] { Row("customer_id", "purchase_id", "occurred_at", "amount"), Row("ada", 12_345_678_901_234_567L, "2026-01-01", 5.0), Row("ada", 12_345_678_901_234_568L, "2026-01-02", 5.0) }, printHeader: false);

        Assert.NotEqual(0, await _program.RunAsync("import", "purchases", _program.File("file.xlsx"), "--time-zone", "Europe/Berlin"));

        Assert.Contains("rounded-ids", _program.Complained + _program.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file.xlsx", "cannot be read as an Excel workbook")]
    [InlineData("file.parquet", "cannot be read as a Parquet file")]
    [InlineData("file.xls", "save it as .xlsx")]
    public async Task A_file_that_is_not_what_its_name_says_is_refused(string name, string message)
    {
        Assert.Equal(2, await _program.RunAsync("import", "purchases", _program.Write(name, "customer_id,purchase_id,occurred_at,amount\nada,1,2026-01-01,1\n")));

        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
        Assert.False(File.Exists(_program.File("ledger.db")));
    }

    [Fact]
    public async Task A_Parquet_file_is_read_group_by_group_with_its_numbers_times_and_gaps()
    {
        DataField[] fields =
        [
            new DataField<long?>("customer_id"), new DataField<string>("purchase_id"), new DateTimeDataField("occurred_at", DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true),
            new DecimalDataField("amount", 18, 2), new DataField<double?>("quantity"),
        ];
        await using (var file = File.Create(_program.File("file.parquet")))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file);
            for (var group = 0; group < 2; group++)
            {
                using var rows = writer.CreateRowGroup();
                await rows.WriteAsync<long>(fields[0], new long?[] { 7, null, 8 + group });
                await rows.WriteAsync(fields[1], (string[])[$"a{group}", $"b{group}", $"c{group}"]);
                await rows.WriteAsync<DateTime>(fields[2], new[] { At(2026, 2, 1, 3), At(2026, 2, 2, 3), At(2026, 2, 3, 3) });
                await rows.WriteAsync<decimal>(fields[3], new[] { 10.5m, 20m, -1.25m });
                await rows.WriteAsync<double>(fields[4], new double?[] { 2, 1, null });
            }
        }

        Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.File("file.parquet"), "--time-zone", "America/New_York"));

        Assert.Contains("2  rows without a customer, not recorded: 2 purchases, 40.00", _program.Printed, StringComparison.Ordinal);
        Assert.Equal(["7,2,21.00", "8,0,-1.25", "9,0,-1.25"], await CustomersAsync());
        Assert.StartsWith("2026-01,0,1,2,21.00,", (await _program.ReportAsync("cohorts", "csv")).Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("cohorts")]
    [InlineData("periods")]
    [InlineData("metrics")]
    [InlineData("ladder")]
    public async Task A_report_as_Parquet_holds_what_it_holds_as_CSV(string kind)
    {
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount,channel\nada,1,2026-01-05,10.5,web\nada,2,2026-02-05,0.0375,\nbob,1,2026-02-05,7,\n");
        Assert.Equal(0, await _program.RunAsync("import", "purchases", file));
        var expected = (await _program.ReportAsync(kind, "csv", kind is "cohorts" or "periods" or "metrics" ? ["--through", "2026-03"] : [])).Split('\n');

        Assert.Equal(0, await _program.RunAsync(["report", kind, "--format", "parquet", "--output", _program.File("report.parquet"), .. kind is "cohorts" or "periods" or "metrics" ? ["--through", "2026-03"] : Array.Empty<string>()]));

        Assert.Equal(expected, await ReadAsync(_program.File("report.parquet")));
    }

    [Fact]
    public async Task A_report_as_Parquet_needs_a_file()
    {
        Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,1,2026-01-05,10.5\n")));

        Assert.Equal(2, await _program.RunAsync("report", "metrics", "--format", "parquet"));

        Assert.Contains("name a file with --output", _program.Complained, StringComparison.Ordinal);
    }

    public void Dispose() => _program.Dispose();

    private static DateTime At(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, DateTimeKind.Utc);

    private static Dictionary<string, object?> Row(params object?[] cells) => cells.Select((cell, i) => (Name: $"c{i}", cell)).ToDictionary(cell => cell.Name, cell => cell.cell);

    private async Task<IEnumerable<string>> CustomersAsync() =>
        (await _program.ReportAsync("customers", "csv")).Split('\n').Skip(1).Select(row => row.Split(',')).Select(fields => $"{fields[0]},{fields[3]},{fields[4]}");

    /// <summary>The lines that a Parquet report has as CSV.</summary>
    private static async Task<List<string>> ReadAsync(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var columns = new List<string[]>();
        using var rows = reader.OpenRowGroupReader(0);
        foreach (var field in reader.Schema.GetDataFields())
        {
            if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
            {
                var texts = new string?[rows.RowCount];
                await rows.ReadAsync(field, texts.AsMemory()!);
                columns.Add([.. texts.Select(text => text ?? "")]);
            }
            else if (field.ClrType == typeof(long)) columns.Add(await TextsAsync<long>(rows, field, value => value.ToString(CultureInfo.InvariantCulture)));
            else if (field.ClrType == typeof(double)) columns.Add(await TextsAsync<double>(rows, field, value => value.ToString(CultureInfo.InvariantCulture)));
            else if (field.ClrType == typeof(bool)) columns.Add(await TextsAsync<bool>(rows, field, value => value ? "true" : "false"));
            else columns.Add(await TextsAsync<decimal>(rows, field, value => value.ToString("0.00##", CultureInfo.InvariantCulture)));
        }

        return [string.Join(",", reader.Schema.GetDataFields().Select(field => field.Name)), .. Enumerable.Range(0, (int)rows.RowCount).Select(row => string.Join(",", columns.Select(column => column[row])))];
    }

    private static async Task<string[]> TextsAsync<T>(ParquetRowGroupReader rows, DataField field, Func<T, string> text)
        where T : struct
    {
        var values = new T?[rows.RowCount];
        await rows.ReadAsync(field, values.AsMemory());
        return [.. values.Select(value => value is { } known ? text(known) : "")];
    }
}
