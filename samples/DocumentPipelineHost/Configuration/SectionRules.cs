using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>Checks what the attributes of a section's options ask for; each line names the key and its value.</summary>
internal sealed class SectionRules<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    /// <summary>A bound that is there only because a type has one.</summary>
    private const double NoBound = 1e15;

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var wrong = typeof(TOptions).GetProperties().SelectMany(property => Wrong(property, options)).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private IEnumerable<string> Wrong(PropertyInfo property, TOptions options)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            var value = property.GetValue(options);
            if (!rule.IsValid(value))
                yield return $"{section}:{property.Name} '{Text(value)}' {Sentence(rule)}";
        }
    }

    private static string Sentence(ValidationAttribute rule) => rule switch
    {
        RequiredAttribute => "is empty. Set a value, or leave the key out.",
        EnumDataTypeAttribute words =>
            $"is none of its words. Set one of {string.Join(", ", Enum.GetNames(words.EnumType))}.",
        RangeAttribute { Maximum: >= NoBound } range => $"is too small. Set at least {Text(range.Minimum)}.",
        RangeAttribute range => $"is out of range. Set a value from {Text(range.Minimum)} to {Text(range.Maximum)}.",
        _ => rule.FormatErrorMessage("value"),
    };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
