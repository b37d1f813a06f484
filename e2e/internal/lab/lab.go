// Package lab is what the end-to-end tests run in: an emulated AWS, an HTTPS API that
// writes down what it is sent, the CDK CLI, and clients of the AWS SDK. All of it is
// on 127.0.0.1.
package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

// Region is where the emulator pretends to be.
const Region = "us-east-1"

// Lab is one emulator, one recorder and the CDK.
type Lab struct {
	Emulator *Emulator
	Recorder *Recorder

	// Repository is the folder that the project's cdk.json is in.
	Repository string
	// Dir is a scratch folder.
	Dir string
	// Venv is the virtual environment of Python.
	Venv string

	cdk      toolkit
	accounts atomic.Int32
}

// Start brings everything up. The repository is the folder that the project's cdk.json
// is in; venv is the virtual environment and cli the CDK CLI that e2e/run has installed; what is
// written goes to the scratch folder dir.
func Start(ctx context.Context, repository, venv, cli, dir string) (_ *Lab, err error) {
	l := &Lab{Repository: repository, Dir: dir, Venv: venv}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Stop())
		}
	}()
	pair, authority, err := certificate()
	if err != nil {
		return nil, err
	}
	authorityFile := filepath.Join(dir, "authority.pem")
	if err := os.WriteFile(authorityFile, authority, 0o644); err != nil {
		return nil, err
	}
	if l.Recorder, err = NewRecorder(pair); err != nil {
		return nil, err
	}
	script := filepath.Join(repository, "e2e", "emulator", "aws.py")
	if l.Emulator, err = startEmulator(ctx, venv, script, authorityFile, filepath.Dir(filepath.Dir(cli))); err != nil {
		return nil, err
	}
	l.cdk = newToolkit(ctx, repository, cli, dir)
	return l, nil
}

// Stop ends what Start has started, also when that failed half-way.
func (l *Lab) Stop() error {
	if l.Emulator != nil {
		l.Emulator.Stop()
	}
	if l.Recorder != nil {
		return l.Recorder.Close()
	}
	return nil
}

// AWSCLI is the path of the AWS CLI.
func (l *Lab) AWSCLI() (string, error) {
	path := filepath.Join(l.Venv, "bin", "aws")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("the virtual environment has no AWS CLI: %w", err)
	}
	return path, nil
}
