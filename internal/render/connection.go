package render

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// Connection is a connection that was made elsewhere, for the security schemes, or none: given, or
// by its ARN.
type Connection struct {
	Schemes    []string
	Connection awsevents.IConnection
	ARN        string
}

// existingConnection is the ARN of the connection that the user brings for the schemes.
func (g *Given) existingConnection(schemes []string) *string {
	for _, c := range g.Connections {
		if c.has(schemes) {
			if c.Connection != nil {
				return c.Connection.ConnectionArn()
			}
			return jsii.String(c.ARN)
		}
	}
	return nil
}

// has tells whether the connection is for the schemes, which are sorted.
func (c Connection) has(schemes []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(c.Schemes)), schemes)
}

func (r *renderer) addConnection(c *plan.Connection) {
	called := r.calledByMachine(c.ID)
	if c.Existing {
		r.connections[c.ID] = r.given.existingConnection(c.Schemes)
		if called {
			r.connectionSecrets[c.ID] = r.given.existingSecret(c, *r.connections[c.ID])
		}
		return
	}
	on := r.shelves[c.Stack]
	there := *r // with what the nested stack is given, if it is in one
	there.shelf, there.secrets = on, r.secretsOn(on, c.Schemes)
	props := &awsevents.CfnConnectionProps{
		AuthorizationType: jsii.String(c.AuthorizationType),
		AuthParameters:    there.authParameters(c),
		Description:       optional(c.Description),
	}
	if r.given.ConnectionKey != nil {
		props.KmsKeyIdentifier = r.given.ConnectionKey.KeyArn()
	}
	if c.Private {
		props.InvocationConnectivityParameters = &awsevents.CfnConnection_InvocationConnectivityParametersProperty{
			ResourceParameters: resourceParameters(r.given.ResourceConfiguration),
		}
	}
	connection := awsevents.NewCfnConnection(on.scope, jsii.String(c.ID), props)
	r.name(connection, c.ID)
	r.connections[c.ID], r.stackOf[c.ID], r.made[c.ID] = connection.AttrArn(), c.Stack, connection
	if called {
		r.connectionSecrets[c.ID] = connection.AttrSecretArn()
	}
}

func resourceParameters(arn string) *awsevents.CfnConnection_ResourceParametersProperty {
	return &awsevents.CfnConnection_ResourceParametersProperty{ResourceConfigurationArn: jsii.String(arn)}
}

func (r *renderer) authParameters(c *plan.Connection) *awsevents.CfnConnection_AuthParametersProperty {
	auth := &awsevents.CfnConnection_AuthParametersProperty{}
	switch {
	case c.OAuth != nil:
		auth.OAuthParameters = r.oauthParameters(c.OAuth)
	case c.AuthorizationType == "BASIC":
		auth.BasicAuthParameters = &awsevents.CfnConnection_BasicAuthParametersProperty{
			Username: r.secrets.value(c.Username),
			Password: r.secrets.value(c.Password),
		}
	default:
		auth.ApiKeyAuthParameters = &awsevents.CfnConnection_ApiKeyAuthParametersProperty{
			ApiKeyName:  jsii.String(c.KeyName),
			ApiKeyValue: r.secrets.value(c.Key...),
		}
	}
	if len(c.Headers)+len(c.Query)+len(c.Body) > 0 {
		auth.InvocationHttpParameters = &awsevents.CfnConnection_ConnectionHttpParametersProperty{
			HeaderParameters:      r.secretParameters(c.Headers),
			QueryStringParameters: r.secretParameters(c.Query),
			BodyParameters:        r.secretParameters(c.Body),
		}
	}
	if c.PrivateToken {
		auth.ConnectivityParameters = &awsevents.CfnConnection_ConnectivityParametersProperty{
			ResourceParameters: resourceParameters(r.given.TokenResourceConfiguration),
		}
	}
	return auth
}

// secretParameters are credentials beside the authorization; nil for none.
func (r *renderer) secretParameters(credited []plan.Credited) any {
	if len(credited) == 0 {
		return nil
	}
	list := make([]*awsevents.CfnConnection_ParameterProperty, len(credited))
	for i, c := range credited {
		list[i] = parameter(c.Name, r.secrets.value(c.Value...), true)
	}
	return &list
}

// parameter always writes IsValueSecret, for CloudFormation and the API differ in its
// default.
func parameter(name string, value *string, secret bool) *awsevents.CfnConnection_ParameterProperty {
	return &awsevents.CfnConnection_ParameterProperty{
		Key: jsii.String(name), Value: value, IsValueSecret: jsii.Bool(secret),
	}
}

// oauthParameters ask for a token as RFC 6749, section 4.4.2 has it: EventBridge adds the
// client's credentials, and nothing else by itself.
func (r *renderer) oauthParameters(o *plan.OAuth) *awsevents.CfnConnection_OAuthParametersProperty {
	var body, headers []*awsevents.CfnConnection_ParameterProperty
	for _, p := range o.Body() {
		body = append(body, parameter(p.Name, jsii.String(p.Value.Constant), false))
	}
	for _, h := range o.Headers {
		headers = append(headers, parameter(h.Name, jsii.String(h.Value.Constant), false))
	}
	parameters := &awsevents.CfnConnection_ConnectionHttpParametersProperty{BodyParameters: &body}
	if len(headers) > 0 {
		parameters.HeaderParameters = &headers
	}
	return &awsevents.CfnConnection_OAuthParametersProperty{
		AuthorizationEndpoint: r.launch.fillOn(r.shelf, o.TokenURL),
		HttpMethod:            jsii.String("POST"),
		ClientParameters: &awsevents.CfnConnection_ClientParametersProperty{
			ClientId:     r.secrets.value(o.ClientID),
			ClientSecret: r.secrets.value(o.ClientSecret),
		},
		OAuthHttpParameters: parameters,
	}
}
