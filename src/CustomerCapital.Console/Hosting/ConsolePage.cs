using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Engine;
using Microsoft.AspNetCore.Components;

namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>What pages and their parts have in common.</summary>
public abstract class ConsolePage : ComponentBase
{
    /// <summary>The request that is answered.</summary>
    [Inject]
    public ConsoleRequest Ask { get; set; } = null!;

    /// <summary>How to speak to who asked.</summary>
    protected Speech L => Ask.Speech;

    /// <summary>The engine.</summary>
    protected ICustomerCapital Capital => Ask.Capital;

    /// <summary>Answers with the status of what is not there; the page itself says what that is.</summary>
    protected void SetMissing() => Ask.Http.Items[ConsoleAnswers.Missing] = true;

    /// <summary>Whether what was asked for is not there.</summary>
    protected bool IsMissing => Ask.Http.Items.ContainsKey(ConsoleAnswers.Missing);

    /// <summary>Reads what is shown, before anything is rendered.</summary>
    protected virtual Task ReadAsync() => Task.CompletedTask;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await ReadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }
}
