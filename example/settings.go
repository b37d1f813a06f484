package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// defaultSpec is the document of the football example.
const defaultSpec = "example/football.yaml"

// settings are the context keys of the app, as they are for one API.
type settings struct {
	// props are the keys that the construct takes as they are; what the others say of the props
	// is added where there is a stack.
	props openapidestinations.OpenApiDestinationsProps

	spec, specRoot, specSHA256           string
	overlays                             []string
	blueprint, eventBus, deadLetterQueue string
	answerBus                            string
	credentials                          map[string]credentialSetting
	security                             *securitySetting
	connectionKey                        string
	eventBusKey, deadLetterQueueKey      string
	secretParameters, secretVariables    map[string]*valueSetting
	parts, maxEventAge                   *float64
	operations                           map[string]operationProps
	triggerBuses                         map[string]string

	name  string
	apis  []map[string]any
	quiet bool
}

// settingReaders read each context key; the keys are those that there are.
var settingReaders = map[string]func(*settings, any) error{
	"spec":        func(s *settings, v any) error { return readText(&s.spec, v) },
	"specRoot":    func(s *settings, v any) error { return readText(&s.specRoot, v) },
	"specSha256":  func(s *settings, v any) error { return readText(&s.specSHA256, v) },
	"overlays":    func(s *settings, v any) error { return readList(&s.overlays, v) },
	"server":      func(s *settings, v any) error { return readText(&s.props.Server, v) },
	"baseUrl":     func(s *settings, v any) error { return readText(&s.props.BaseURL, v) },
	"methods":     func(s *settings, v any) error { return readList(&s.props.Methods, v) },
	"include":     func(s *settings, v any) error { return readFilters(&s.props.Include, v) },
	"exclude":     func(s *settings, v any) error { return readFilters(&s.props.Exclude, v) },
	"prefix":      func(s *settings, v any) error { return readText(&s.props.Prefix, v) },
	"blueprint":   func(s *settings, v any) error { return readText(&s.blueprint, v) },
	"eventBus":    func(s *settings, v any) error { return readText(&s.eventBus, v) },
	"sources":     func(s *settings, v any) error { return readList(&s.props.Sources, v) },
	"credentials": func(s *settings, v any) error { return readCredentials(&s.credentials, v) },
	"security":    func(s *settings, v any) error { return readSecurity(&s.security, v) },
	"schemeOrder": func(s *settings, v any) error { return readList(&s.props.SchemeOrder, v) },

	"connections":     func(s *settings, v any) error { return readConnections(&s.props.Connections, v) },
	"connectionKey":   func(s *settings, v any) error { return readKeyARN(&s.connectionKey, v) },
	"credentialHosts": func(s *settings, v any) error { return readList(&s.props.CredentialHosts, v) },

	"destinationsPerAccount": func(s *settings, v any) error { return readNumber(&s.props.DestinationsPerAccount, v) },
	"rulesPerBus":            func(s *settings, v any) error { return readNumber(&s.props.RulesPerBus, v) },
	"previous":               func(s *settings, v any) error { return readList(&s.props.Previous, v) },
	"refuseBreaking":         func(s *settings, v any) error { return readBool(&s.props.RefuseBreaking, v) },
	"parts":                  func(s *settings, v any) error { return readBetween(&s.parts, 0, limits.MostParts, v) },
	"shardBus":               func(s *settings, v any) error { return readBool(&s.props.ShardBus, v) },
	"sharedDestinations":     func(s *settings, v any) error { return readBool(&s.props.SharedDestinations, v) },
	"nestedStacks": func(s *settings, v any) error {
		return readBetween(&s.props.NestedStacks, 0, limits.MostNestedStacks, v)
	},

	"parameters": func(s *settings, v any) error {
		return readSecretValues(&s.props.Parameters, &s.secretParameters, v)
	},
	"sendDefaults": func(s *settings, v any) error { return readBool(&s.props.SendDefaults, v) },
	"maxOptionalParameters": func(s *settings, v any) error {
		return readBetween(&s.props.MaxOptionalParameters, 0, limits.MostOptional, v)
	},
	"idempotencyHeaders": func(s *settings, v any) error { return readList(&s.props.IdempotencyHeaders, v) },
	"formBrackets":       func(s *settings, v any) error { return readBool(&s.props.FormBrackets, v) },
	"carriers":           func(s *settings, v any) error { return readCarriers(&s.props.Carriers, v) },
	"operations":         func(s *settings, v any) error { return readOperations(&s.operations, v) },
	"triggers":           func(s *settings, v any) error { return readTriggers(&s.props.Triggers, &s.triggerBuses, v) },
	"trustExtensions":    func(s *settings, v any) error { return readBool(&s.props.TrustExtensions, v) },
	"answers":            func(s *settings, v any) error { return readAnswers(&s.props.Answers, v) },
	"answerBus":          func(s *settings, v any) error { return readBusName(&s.answerBus, v) },
	"answerSource":       func(s *settings, v any) error { return readText(&s.props.AnswerSource, v) },
	"answerHeaders":      func(s *settings, v any) error { return readNames(&s.props.AnswerHeaders, v) },
	"serverUrls":         func(s *settings, v any) error { return readValues(&s.props.ServerURLs, v) },
	"serverVariables": func(s *settings, v any) error {
		return readSecretValues(&s.props.ServerVariables, &s.secretVariables, v)
	},
	"askServer":          func(s *settings, v any) error { return readBool(&s.props.AskServer, v) },
	"askServerVariables": func(s *settings, v any) error { return readList(&s.props.AskServerVariables, v) },

	"retryAttempts": func(s *settings, v any) error {
		return readBetween(&s.props.RetryAttempts, 0, limits.RetriesMax, v)
	},
	"maxEventAge": func(s *settings, v any) error { return readAge(&s.maxEventAge, v) },
	"rateLimit": func(s *settings, v any) error {
		return readBetween(&s.props.RateLimit, limits.RateMin, limits.RateMax, v)
	},
	"deadLetterQueue":            func(s *settings, v any) error { return readQueue(&s.deadLetterQueue, v) },
	"ignoreUnknownDetailTypes":   func(s *settings, v any) error { return readBool(&s.props.IgnoreUnknownDetailTypes, v) },
	"resourceConfiguration":      func(s *settings, v any) error { return readText(&s.props.ResourceConfiguration, v) },
	"tokenResourceConfiguration": func(s *settings, v any) error { return readText(&s.props.TokenResourceConfiguration, v) },

	"name":  func(s *settings, v any) error { return readName(&s.name, v) },
	"apis":  func(s *settings, v any) error { return readObjects(&s.apis, v) },
	"quiet": func(s *settings, v any) error { return readBool(&s.quiet, v) },

	"alarms":     func(s *settings, v any) error { return readBool(&s.props.Alarms, v) },
	"alarmTopic": func(s *settings, v any) error { return readTopic(&s.props.AlarmTopic, v) },
	"dashboard":  func(s *settings, v any) error { return readBool(&s.props.Dashboard, v) },
	"logs":       func(s *settings, v any) error { return readLogs(&s.props.Logs, v) },
	"archiveDays": func(s *settings, v any) error {
		return readBetween(&s.props.ArchiveDays, 0, limits.ArchiveDaysMax, v)
	},
	"removalPolicy":      func(s *settings, v any) error { return readRemoval(&s.props.RemovalPolicy, v) },
	"eventBusKey":        func(s *settings, v any) error { return readKeyARN(&s.eventBusKey, v) },
	"deadLetterQueueKey": func(s *settings, v any) error { return readKeyARN(&s.deadLetterQueueKey, v) },
	"producerAccounts": func(s *settings, v any) error {
		return readProducers(&s.props.ProducerAccounts, v, limits.AccountNumber)
	},
	"producerOrganizations": func(s *settings, v any) error {
		return readProducers(&s.props.ProducerOrganizations, v, limits.OrganizationID)
	},

	"strict": func(s *settings, v any) error { return readBool(&s.props.Strict, v) },
}

// readSettings reads the CDK's context as that of one API.
func readSettings(context map[string]any) (settings, error) {
	s := settings{spec: defaultSpec}
	for _, key := range slices.Sorted(maps.Keys(context)) {
		if isCDKs(key) {
			continue
		}
		read, known := settingReaders[key]
		if !known {
			keys := slices.Sorted(maps.Keys(settingReaders))
			return s, fmt.Errorf("the context key %q is unknown; %s", key, text.Meant(key, keys, "the keys are "+strings.Join(keys, ", ")))
		}
		if err := read(&s, context[key]); err != nil {
			return s, fmt.Errorf("the context key %q %w", key, err)
		}
	}
	if s.props.Server != "" && s.props.BaseURL != "" {
		return s, fmt.Errorf("the context keys \"server\" and \"baseUrl\" exclude each other; give one of them")
	}
	if s.props.AskServer && s.props.BaseURL != "" {
		return s, fmt.Errorf("the context keys \"askServer\" and \"baseUrl\" exclude each other; give one of them")
	}
	if err := s.checkOwn(); err != nil {
		return s, err
	}
	for _, variable := range s.props.AskServerVariables {
		_, given := s.props.ServerVariables[variable]
		if given || s.secretVariables[variable] != nil {
			return s, fmt.Errorf("the server variable %q is in both \"serverVariables\" and \"askServerVariables\"; put it into one of them", variable)
		}
	}
	return s, nil
}

func readText(into *string, value any) error {
	text, ok := value.(string)
	if !ok || strings.TrimSpace(text) == "" {
		return fmt.Errorf("must be a text that is not empty")
	}
	*into = strings.TrimSpace(text)
	return nil
}

// readList takes "a,b", or a JSON list where the context comes from cdk.json.
func readList(into *[]string, value any) error {
	var parts []string
	switch value := value.(type) {
	case string:
		parts = strings.Split(value, ",")
	case []any:
		for _, v := range value {
			switch v.(type) {
			case string, float64, bool:
				parts = append(parts, fmt.Sprint(v))
			default:
				return fmt.Errorf("must be a list of texts")
			}
		}
	}
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			*into = append(*into, part)
		}
	}
	if len(*into) == 0 {
		return fmt.Errorf("must be a list with commas, such as \"PUT,POST\"")
	}
	return nil
}

func readBool(into *bool, value any) error {
	switch fmt.Sprint(value) {
	case "true":
		*into = true
	case "false":
		*into = false
	default:
		return fmt.Errorf("must be true or false, not %q", fmt.Sprint(value))
	}
	return nil
}

func readNumber(into **float64, value any) error {
	n, err := strconv.Atoi(strings.TrimSpace(fmt.Sprint(value)))
	if err != nil || n < 1 {
		return fmt.Errorf("must be a whole number from 1, not %q", fmt.Sprint(value))
	}
	number := float64(n)
	*into = &number
	return nil
}

// jsonText is the JSON of a setting: its text, or the value itself where the context comes
// from cdk.json.
func jsonText(value any) ([]byte, error) {
	if text, ok := value.(string); ok {
		return []byte(text), nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("is not JSON: %w", err)
	}
	return text, nil
}
