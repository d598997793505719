namespace CustomerCapital.Server.Tests.CommandLine;

/// <summary>Runs the program in a folder of its own as its users do, and keeps what it printed. One at a time: the console is the process's.</summary>
public sealed class ProgramRun : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-tests-");

    public string Printed { get; private set; } = "";

    public string Complained { get; private set; } = "";

    /// <summary>The database that commands are given unless they name another.</summary>
    public string Database => "sqlite:" + File("ledger.db");

    public string Folder => _folder.FullName;

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text.ReplaceLineEndings("\n"));
        return File(name);
    }

    public Task<int> RunAsync(params string[] arguments) =>
        RunAloneAsync(arguments.Contains("--database") || arguments.Contains("--gateway") ? arguments : [.. arguments, "--database", Database]);

    /// <summary>Runs it with these arguments alone.</summary>
    public async Task<int> RunAloneAsync(params string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var printed = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(printed);
        Console.SetError(complained);
        try
        {
            return await CommandLineProgram.RunAsync(arguments);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            (Printed, Complained) = (printed.ToString(), complained.ToString());
        }
    }

    /// <summary>Runs a report into a file and reads it.</summary>
    public async Task<string> ReportAsync(string kind, string format, params string[] options)
    {
        Assert.Equal(0, await RunAsync(["report", kind, "--format", format, "--output", File("report"), .. options]));
        return (await System.IO.File.ReadAllTextAsync(File("report"))).TrimEnd('\n');
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>A variable of the process's environment, until it is disposed of.</summary>
public sealed class EnvironmentVariable : IDisposable
{
    private readonly string _name;

    public EnvironmentVariable(string name, string value)
    {
        _name = name;
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
}

/// <summary>Tests that take the process's console and environment.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleTests
{
    public const string Name = "console";
}
