using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Agents.Tools;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace CustomerCapital.Agents.Calls;

/// <summary>Lists to each caller the tools that it may call, and answers calls. Whatever a call fails with is the tool's answer, which says what to do.</summary>
internal sealed partial class ToolCalls(Operations operations, ICustomerCapital capital, AgentOptions options, ILogger<ToolCalls> logger) : IDisposable
{
    /// <summary>Most bytes that an operation answers a tool, before the tool takes a page or a part of it. As a page of a history has at most.</summary>
    private const int OperationLimit = 4 << 20;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    private readonly SemaphoreSlim _turns = new(options.CallLimit);

    private readonly Dictionary<string, AgentTool> _tools = AgentTools.All.ToDictionary(tool => tool.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, Tool> _listed = AgentTools.All.ToDictionary(tool => tool.Name, tool => tool.Listed(), StringComparer.Ordinal);

    /// <summary>The tools that a caller may call.</summary>
    public IList<Tool> ListFor(Caller caller) => [.. AgentTools.All.Where(tool => Lack(tool, caller) is null).Select(tool => _listed[tool.Name])];

    /// <summary>Fails where an operation that a tool needs is missing, or is not one that reads.</summary>
    public void CheckOperations()
    {
        foreach (var tool in AgentTools.All) operations.ScopeOf(tool.Operation);
    }

    /// <summary>Answers a call.</summary>
    /// <param name="context">The request with which it came.</param>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">What it is asked with.</param>
    /// <param name="cancellation">Ends when nobody waits for the answer any more.</param>
    public async Task<CallToolResult> CallAsync(HttpContext context, string name, IDictionary<string, JsonElement>? arguments, CancellationToken cancellation)
    {
        try
        {
            if (!_tools.TryGetValue(name, out var tool)) return Failed(Problem.OfStatus(404, "There is no tool of that name; tools/list names those that this key may call."));
            if (Lack(tool, context.Caller()) is { } lack) return Failed(Problem.Forbidden(lack));
            var given = ToolArguments.Read(tool, arguments);
            if (!await _turns.WaitAsync(options.Patience, cancellation)) return Failed(Problem.Overloaded("More tools are being answered than at once can be; call this one again later."));
            try
            {
                var question = tool.Ask is { } ask ? await ask(new(context.Caller(), given, capital, asked => AskAsync(context, asked)), cancellation) : new(tool.Operation, given.Values);
                return ToolAnswer.Of(tool, context.Caller(), await AskAsync(context, question), given.Page, options.AnswerLimit);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            var problem = ProblemHandler.Of(failure);
            if (problem.Status == 500) LogFault(failure, name, context.TraceIdentifier);
            return Failed(problem with { RequestId = context.TraceIdentifier });
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<JsonNode> AskAsync(HttpContext context, OperationQuestion question)
    {
        using var answer = new AnswerBuffer(OperationLimit);
        await operations.AskAsync(context, question, answer);
        return JsonNode.Parse(answer.GetBuffer().AsSpan(0, (int)answer.Length), null, Deep)!;
    }

    /// <summary>Why a caller may not call a tool; null where it may.</summary>
    private string? Lack(AgentTool tool, Caller caller)
    {
        foreach (var scope in (Scope?[])[operations.ScopeOf(tool.Operation), tool.Also])
            if (scope is { } needed && !caller.May(needed)) return $"The tool {tool.Name} needs a key with the scope {Scopes.NameOf(needed)}; this key has it not.";
        return caller.CustomerPrefix is { } prefix && !tool.IsOfCustomer ? $"This key is for customers alone whose ids begin with '{prefix}', and the tool {tool.Name} is about all of them." : null;
    }

    /// <summary>A problem as a tool's answer, in words and as the HTTP API has it.</summary>
    private static CallToolResult Failed(Problem problem)
    {
        var words = new StringBuilder(problem.Detail);
        foreach (var fault in problem.Errors) words.Append('\n').Append(fault.Field).Append(": ").Append(fault.Message);
        if (problem.Retryable) words.Append("\nThe same call can succeed later.");
        return new() { IsError = true, Content = [new TextContentBlock { Text = ToolAnswer.Plain(words.ToString().Replace('\n', ' ')) }], StructuredContent = JsonSerializer.SerializeToElement(problem, GatewayJson.Of<Problem>()) };
    }

    [LoggerMessage(2021, LogLevel.Error, "Tool {Tool} failed, request {RequestId}")]
    private partial void LogFault(Exception failure, string tool, string requestId);
}

/// <summary>Keeps the server from starting where an operation that a tool needs is missing: what is mapped is known by then.</summary>
internal sealed class OperationCheck(ToolCalls calls) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        calls.CheckOperations();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What a tool was asked with, in order.</summary>
/// <param name="Values">Texts and numbers, by the parameters of the operation that they are.</param>
/// <param name="Objects">Objects, by their names.</param>
/// <param name="Page">The page that is wanted of a list.</param>
internal sealed record ToolArguments(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, JsonElement> Objects, (long Offset, long Limit) Page)
{
    /// <summary>Reads what came.</summary>
    /// <exception cref="ProblemException">Something is missing, unknown or of another type.</exception>
    public static ToolArguments Read(AgentTool tool, IDictionary<string, JsonElement>? came)
    {
        var (faults, values, objects) = (new List<FieldFault>(), new Dictionary<string, string>(), new Dictionary<string, JsonElement>());
        var given = (came ?? new Dictionary<string, JsonElement>()).Where(one => one.Value.ValueKind != JsonValueKind.Null).ToDictionary(StringComparer.Ordinal);
        IReadOnlyList<ToolArgument> known = [.. tool.Arguments, .. tool.Pages?.Arguments() ?? []];
        foreach (var name in given.Keys.Where(name => known.All(argument => argument.Name != name)).Take(5))
            faults.Add(new(ToolAnswer.Plain(name.Length > 50 ? name[..50] : name), known.Count == 0 ? $"{tool.Name} takes no arguments." : $"Is no argument of {tool.Name}; there are {string.Join(", ", known.Select(argument => argument.Name))}."));
        foreach (var argument in known)
        {
            if (!given.TryGetValue(argument.Name, out var value))
            {
                if (argument.IsRequired) faults.Add(new(argument.Name, $"Is required: {argument.Description}"));
            }
            else if (argument.Fault(value) is { } fault) faults.Add(new(argument.Name, fault));
            else if (value.ValueKind == JsonValueKind.Object) objects[argument.Name] = value;
            else values[argument.Parameter] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }

        if (faults.Count > 0) throw new ProblemException(Problem.Malformed(faults));
        foreach (var (parameter, usual) in tool.Usual) values.TryAdd(parameter, usual);
        return new(values, objects, tool.Pages is { } pages ? (Take(ToolPages.Offset, 0), Take(ToolPages.Limit, pages.Usual)) : default);

        long Take(string name, long usual) => values.Remove(name, out var text) ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : usual;
    }
}
