using System.Globalization;
using System.IO.Compression;

namespace CustomerCapital.Bench.Tests;

/// <summary>The scripts that show what the program does run to their ends: on a year of purchases that is made up and short, and on README as it is.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-scripts-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Year_of_a_short_file_ends_with_reports_that_are_the_same()
    {
        if (OperatingSystem.IsWindows()) return; // a script of bash
        var file = Path.Combine(_folder.FullName, "short.csv.gz");
        WriteYear(file);

        var printed = await ProgramRun.SucceedAsync("bash", "bench/year.sh", file, "0.3");

        var same = printed.Split('\n').Count(line => line == "the reports are the same to the byte");
        Assert.Equal(printed.Contains("The runs on PostgreSQL are left out", StringComparison.Ordinal) ? 2 : 4, same);
    }

    [Fact]
    public async Task Commands_of_README_run_as_printed_and_are_answered_as_README_prints_it()
    {
        if (OperatingSystem.IsWindows()) return; // a script of bash
        var port = new Uri(ServerProcess.FreeUrl()).Port.ToString(CultureInfo.InvariantCulture);

        Assert.Contains("answers are as README prints them", await ProgramRun.SucceedAsync("bash", "tests/readme-tour.sh", port, "300"), StringComparison.Ordinal);
    }

    /// <summary>Purchases and returns in the shape of UCI Online Retail, a few of each month of 2011.</summary>
    private static void WriteYear(string path)
    {
        var random = new Random(1);
        using var file = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        file.WriteLine("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
        for (var invoice = 0; invoice < 240; invoice++)
        {
            var at = new DateTime(2011, 1 + (invoice / 20), 1 + (invoice % 20), 9, invoice % 60, 0);
            var (customer, isReturn) = (12_000 + random.Next(30), invoice % 10 == 9);
            for (var line = 0; line < 1 + random.Next(3); line++)
            {
                file.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(isReturn ? "C" : "")}{500_000 + invoice},{random.Next(100)},THING,{(isReturn ? -1 : 1) * (1 + random.Next(9))},{at:yyyy-MM-dd HH:mm:ss},{random.Next(20, 2000) / 100m:0.00},{customer},United Kingdom"));
            }
        }
    }
}
