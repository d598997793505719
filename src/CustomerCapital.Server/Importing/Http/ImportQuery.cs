using System.CommandLine;
using System.CommandLine.Parsing;
using CustomerCapital.Domain.Program;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Server.Importing.Control;
using CustomerCapital.Server.Importing.Formats;
using Microsoft.OpenApi;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>The options of <c>import purchases</c> as parameters of a query: the same names, forms and messages.</summary>
/// <param name="Forms">The forms of the format that is named; null where none is.</param>
/// <param name="Said">What the other options say.</param>
/// <param name="Confirmed">Whether the file is recorded at once where nothing about it is in doubt.</param>
internal sealed record ImportQuery(IReadOnlyList<ImportFormat>? Forms, ImportFormat Said, bool Confirmed)
{
    private const string Confirm = "confirm";
    private const string Accept = "accept";

    private static readonly Command Options = Make();

    /// <summary>Every parameter of a new import.</summary>
    public static IReadOnlyList<DescribedParameter> Parameters { get; } =
    [
        .. ImportOptions.All.Select(option => new DescribedParameter(NameOf(option), DescriptionOf(option), SchemaOf(option))),
        new(Confirm, "Whether the file is recorded at once where nothing about it is in doubt.", new() { Type = JsonSchemaType.Boolean, Default = false }),
    ];

    /// <summary>The parameter of a confirmation.</summary>
    public static IReadOnlyList<DescribedParameter> ConfirmationParameters { get; } = [.. Parameters.Where(parameter => parameter.Name == Accept)];

    /// <summary>Reads the query of a new import.</summary>
    /// <exception cref="ProblemException">An option has another form; the problem names it.</exception>
    public static ImportQuery Read(IQueryCollection query)
    {
        var confirmed = Boolean(query, Confirm);
        Boolean(query, "fill-down");
        try
        {
            var line = Options.Parse(
                [.. query.Where(parameter => !parameter.Key.Equals(Confirm, StringComparison.OrdinalIgnoreCase)).SelectMany(parameter => parameter.Value.Where(value => !string.IsNullOrEmpty(value)).Select(value => $"--{parameter.Key.ToLowerInvariant()}={value}"))],
                // A value is a value: one that begins with @ names no file of this machine.
                new() { ResponseFileTokenReplacer = null });
            if (line.Errors.Count > 0) throw new ProblemException(Problem.Malformed([.. line.Errors.Select(error => new FieldFault((error.SymbolResult as OptionResult)?.Option is { } option ? NameOf(option) : "", ImportProblems.Sentence(error.Message)))]));
            return new(ImportOptions.FormatOf(line) is { } name ? ImportFormats.Known(name) : null, ImportOptions.Read(line), confirmed);
        }
        catch (UsageException wrong)
        {
            throw ImportProblems.Refused(wrong);
        }
    }

    /// <summary>Reads the doubts that a confirmation accepts.</summary>
    /// <exception cref="ProblemException">There is no such doubt.</exception>
    public static IReadOnlySet<Doubt> ReadAccepted(IQueryCollection query)
    {
        try
        {
            return Doubts.Parse(query[Accept].SelectMany(names => (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        }
        catch (UsageException wrong)
        {
            throw ImportProblems.Refused(wrong);
        }
    }

    private static Command Make()
    {
        var command = new Command("import");
        foreach (var option in ImportOptions.All) command.Add(option);
        return command;
    }

    private static bool Boolean(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => false,
        var text when bool.TryParse(text, out var value) => value,
        _ => throw new ProblemException(Problem.Malformed([new(name, "Must be true or false.")])),
    };

    private static string NameOf(Option option) => option.Name.TrimStart('-');

    private static string DescriptionOf(Option option) => ImportProblems.Sentence(
        option == ImportOptions.Format ? $"The system that wrote the file: {string.Join(", ", ImportFormats.Names)}; or {ImportFormats.None} for a file as it stands" : option.Description!);

    private static OpenApiSchema SchemaOf(Option option) =>
        option.ValueType == typeof(bool) ? new() { Type = JsonSchemaType.Boolean, Default = false }
        : option.ValueType == typeof(string[]) ? new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } }
        : new() { Type = JsonSchemaType.String };
}
