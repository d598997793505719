using System.Reflection;

namespace CustomerCapital.Engine;

/// <summary>What can be asked of the engine as a whole: a report, a page of the register, a change of the policy. Asked twice, it acts once.</summary>
/// <remarks>The name of its type travels between processes and is for ever: what it asks may grow by fields that others can do without.</remarks>
public abstract record Question
{
    /// <summary>The kind of actor that answers: one in the whole cluster, or <see cref="Anyone"/> where it does not matter which process does.</summary>
    protected internal virtual string Actor => Anyone;

    /// <summary>The kind of actor of which every process has its own.</summary>
    internal const string Anyone = "anyone";

    /// <summary>The questions that an assembly declares.</summary>
    internal static IEnumerable<Type> DeclaredIn(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Question)) && !type.IsAbstract);

    internal abstract Task<object?> AnswerAnyAsync(EngineParts engine);
}

/// <summary>A question with its kind of answer, which is plain: it travels as JSON.</summary>
public abstract record Question<TAnswer> : Question
{
    /// <summary>Works out the answer, in the process that the actor is in. Calls interleave.</summary>
    /// <param name="engine">From what.</param>
    /// <param name="cancellation">Gives up; a caller in another process cannot.</param>
    public abstract Task<TAnswer> AnswerAsync(EngineParts engine, CancellationToken cancellation = default);

    internal sealed override async Task<object?> AnswerAnyAsync(EngineParts engine) => await AnswerAsync(engine);
}
