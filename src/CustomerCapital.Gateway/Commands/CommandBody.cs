using System.Reflection;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Gateway.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.Gateway.Commands;

#pragma warning disable IDE0060 // Parameter binding calls with the parameter.
/// <summary>A command as the body of a request; of which kind the command is, the endpoint says. All commands so share one handler, which is compiled with the program.</summary>
internal readonly record struct CommandBody(ActorCommand Value)
{
    /// <inheritdoc cref="Body{T}.BindAsync"/>
    public static async ValueTask<CommandBody> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var command = await context.GetEndpoint()!.Metadata.GetRequiredMetadata<CommandMetadata>().ReadAsync(context);
        if (command is RecordPurchase { Vouchers.Count: > 0 }) context.RequestServices.GetRequiredService<GuessGuard>().TryCode(context.Caller());
        return new(command);
    }
}

/// <summary>The command that an endpoint sends, by which its scope is known.</summary>
/// <param name="Command">The type of the command.</param>
/// <param name="ReadAsync">Reads one from the body of a request.</param>
internal sealed record CommandMetadata(Type Command, Func<HttpContext, Task<ActorCommand>> ReadAsync)
{
    /// <summary>Of one kind of commands.</summary>
    public static CommandMetadata Of<TCommand>() where TCommand : ActorCommand => new(typeof(TCommand), async context => (await Body<TCommand>.BindAsync(context, null)).Value);
}
