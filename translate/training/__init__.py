"""Adaptation of drafting models on pairs; torch is loaded only by what computes."""

from songngu.translate.training.pairs import TrainingPair

__all__ = ["TrainingPair"]
