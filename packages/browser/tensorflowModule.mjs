// In browsers there is no native library.
export const loadTensorflow = () => ({ loaded: false, reason: 'a browser' });
export const isTensorflowLoaded = () => false;
