using System.CommandLine;
using System.CommandLine.Parsing;

namespace CustomerCapital.Server.Terminal;

/// <summary>Says in one line what is wrong with a command line, and what to write instead.</summary>
internal static class CommandLineFaults
{
    private const string Program = "customercapital";

    /// <summary>Whether the line names no command where one is needed: the help says which there are.</summary>
    public static bool LacksCommand(ParseResult line) => line.CommandResult.Command.Subcommands.Count > 0 && line.UnmatchedTokens.Count == 0;

    /// <summary>The first fault of a line that has some.</summary>
    public static string Of(ParseResult line)
    {
        var result = line.CommandResult;
        var (command, path) = (result.Command, PathOf(result));
        if (line.UnmatchedTokens is [var unknown, ..]) return OfUnknown(unknown, command, path, OptionsOf(result));
        if (LacksCommand(line)) return $"{Begin(path)}name one of {string.Join(", ", command.Subcommands.Select(one => one.Name))}";
        foreach (var option in ResultsOf(result).OfType<OptionResult>().Where(option => !option.Implicit))
        {
            var name = option.Option.Name;
            if (option.IdentifierTokenCount > 1 && option.Option.Arity.MaximumNumberOfValues == 1) return $"{name}: is given {option.IdentifierTokenCount} times; give it once";
            if (option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues) return $"{name}: its value is missing; write {name} {option.Option.HelpName}";
        }

        if (command.Arguments.FirstOrDefault(argument => result.GetResult(argument) is null or { Tokens.Count: 0 }) is { } missing)
            return $"{Begin(path)}{missing.Name} is missing; write {Program} {path} {string.Join(' ', command.Arguments.Select(argument => argument.Name))}";
        return line.Errors[0].Message;
    }

    private static string OfUnknown(string unknown, Command command, string path, IReadOnlyList<Option> options)
    {
        var help = $"{Program}{(path.Length > 0 ? " " : "")}{path} --help";
        if (unknown.StartsWith('-'))
            return $"{Begin(path)}there is no option {unknown.Split('=')[0]}{Suggestion.Clause(unknown.Split('=')[0], options.Select(option => option.Name))} The options are listed by: {help}";
        if (command.Subcommands.Count > 0)
            return $"{Begin(path)}there is no command {unknown}{Suggestion.Clause(unknown, command.Subcommands.Select(one => one.Name))} The commands are listed by: {help}";
        return $"{Begin(path)}'{unknown}' is not understood; the command takes {(command.Arguments.Count == 0 ? "options alone" : $"one {string.Join(" and one ", command.Arguments.Select(argument => argument.Name))}, and options")}. They are listed by: {help}";
    }

    private static string Begin(string path) => path.Length > 0 ? path + ": " : "";

    /// <summary>The command's words after the program's name.</summary>
    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}".TrimStart() : "";

    private static IEnumerable<SymbolResult> ResultsOf(CommandResult result) => result.Parent is CommandResult parent ? result.Children.Concat(ResultsOf(parent)) : result.Children;

    private static List<Option> OptionsOf(CommandResult result)
    {
        var options = result.Command.Options.ToList();
        for (var above = result.Parent as CommandResult; above is not null; above = above.Parent as CommandResult) options.AddRange(above.Command.Options.Where(option => option.Recursive));
        return options;
    }
}
