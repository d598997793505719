using System.Text.Json;
using CustomerCapital.Engine;
using CustomerCapital.Grains.Wire;

namespace CustomerCapital.Grains.Questions;

/// <summary>An actor that answers questions.</summary>
[Alias("question")]
public interface IQuestionGrain : IGrainWithStringKey
{
    /// <summary>Answers one.</summary>
    [Alias("answer")]
    Task<Answered> AnswerAsync(Asked asked);
}

/// <summary>A question on its way.</summary>
/// <param name="Question">It goes under its name.</param>
public sealed record Asked(Question Question);

/// <summary>An answer on its way.</summary>
/// <param name="Value">What came of the question; JSON where it has come from another process.</param>
public sealed record Answered(object? Value = null)
{
    /// <summary>The answer as whoever asked knows it.</summary>
    internal TAnswer As<TAnswer>() => Value is JsonElement json ? json.Deserialize<TAnswer>(WireJson.Options)! : (TAnswer)Value!;
}
